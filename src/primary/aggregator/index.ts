import { parentPort, workerData } from 'node:worker_threads';
import { Aggregator } from './aggregator.js';
import { createMetricsServer, listen } from './server.js';
import type { FromThread, NumberedEntry, ThreadSettings, ToThread } from './thread-messages.js';

if (parentPort) run(parentPort, workerData as ThreadSettings);

/** The aggregator thread: owns the merged state and the metrics port. */
function run(port: NonNullable<typeof parentPort>, settings: ThreadSettings): void {
  const post = (message: FromThread) => port.postMessage(message, transferable(message));
  const aggregator = new Aggregator(settings, post);
  const applying = new Float64Array(settings.applying);
  const server = createMetricsServer(settings, aggregator);
  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'entries':
        return message.entries.forEach(enter);
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

  function enter({ number, entry }: NumberedEntry): void {
    applying[0] = number;
    aggregator.enter(number, entry);
    applying[0] = 0;
  }

  /** After the journal was replayed: a page served before would show totals that fell. */
  function serve(): void {
    listen(server, settings.port, settings.host).then(
      (listening) => post({ kind: 'listening', port: listening }),
      (error: NodeJS.ErrnoException) => post({ kind: 'failed', message: error.message, code: error.code }),
    );
  }

  async function read(id: number): Promise<void> {
    const page = await aggregator.page({ names: new Set(), worker: undefined });
    post({ kind: 'page', id, text: page?.toString() ?? '' });
  }
}

/** A checkpoint may have many megabytes; copied, its receipt would hold up the main loop, and so the app's connections. */
function transferable(message: FromThread): ArrayBuffer[] {
  return message.kind === 'checkpoint' ? [message.checkpoint.state.buffer] : [];
}
