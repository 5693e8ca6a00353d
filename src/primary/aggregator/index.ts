import { parentPort, workerData } from 'node:worker_threads';
import { Aggregator } from './aggregator.js';
import { createMetricsServer, listen } from './server.js';
import type { FromThread, ThreadSettings, ToThread } from './thread-messages.js';

if (parentPort) run(parentPort, workerData as ThreadSettings);

/** The aggregator thread: owns the merged state and the metrics port. */
function run(port: NonNullable<typeof parentPort>, settings: ThreadSettings): void {
  const post = (message: FromThread) => port.postMessage(message, transferable(message));
  const aggregator = new Aggregator(settings, post);
  const server = createMetricsServer(settings, aggregator);
  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'entry':
        return aggregator.enter(message.number, message.entry);
      case 'replayed':
        aggregator.replayed();
        return serve();
      case 'rejected':
        return aggregator.rejected(message.reason);
      case 'status':
        return aggregator.status(message.workers, message.closing);
      case 'read':
        return void read(message.id);
      case 'aggregated':
        return aggregator.aggregated(message);
      case 'close':
        server.close(() => port.close());
        server.closeAllConnections();
    }
  });

  /** After the journal was replayed: a page served before would show totals that fell. */
  function serve(): void {
    listen(server, settings.port, settings.host).then(
      (listening) => post({ kind: 'listening', port: listening }),
      (error: NodeJS.ErrnoException) => post({ kind: 'failed', message: error.message, code: error.code }),
    );
  }

  async function read(id: number): Promise<void> {
    const text = await aggregator.page({ names: new Set(), worker: undefined });
    post({ kind: 'page', id, text: text ?? '' });
  }
}

/** A checkpoint may have many megabytes; copied, its receipt would hold up the main loop, and so the app's connections. */
function transferable(message: FromThread): ArrayBuffer[] {
  if (message.kind !== 'checkpoint') return [];
  const { buffer, byteLength } = message.bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
