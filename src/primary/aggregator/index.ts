import { parentPort, workerData } from 'node:worker_threads';
import { thrownStack, thrownText } from '../../shared/basics/thrown-text.js';
import type { FromThread, ThreadSettings, ToThread } from '../protocol/thread-messages.js';
import { Aggregator } from './aggregator.js';
import { Inlet } from './intake/inlet.js';
import { createMetricsServer, listen } from './serve/server.js';

// The aggregator thread begins here. The settings are not checked: the main loop passes them with the same type.
if (parentPort) run(parentPort, workerData as ThreadSettings);

/** Runs the aggregator thread: connects the inlet, the aggregator and the server of the metrics port. */
function run(port: NonNullable<typeof parentPort>, settings: ThreadSettings): void {
  const post = (message: FromThread) => port.postMessage(message, transferable(message));
  const aggregator = new Aggregator(settings, {
    post,
    requestFlush: (incarnation, request) => inlet.requestFlush(incarnation, request),
    enterOutside: (incarnation, values) => inlet.outside(incarnation, values),
  });
  const inlet = new Inlet(settings, aggregator, post);
  const server = createMetricsServer(settings, aggregator);
  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'entries':
        return inlet.entries(message.entries);
      case 'replayed':
        return void inlet.replayed().then(serve);
      case 'status':
        return aggregator.status(message.workers, message.closing);
      case 'read':
        return void read(message.id);
      case 'aggregated':
        return aggregator.aggregated(message);
      case 'close':
        inlet.close();
        server.close(() => port.close());
        server.closeAllConnections();
    }
  });

  /** Begins after the journal was replayed. A page that is served before would show totals that fell. */
  function serve(): void {
    listen(server, settings.port, settings.host).then(
      (listening) => post({ kind: 'listening', port: listening }),
      (error: NodeJS.ErrnoException) => post({ kind: 'failed', message: error.message, code: error.code }),
    );
  }

  async function read(id: number): Promise<void> {
    try {
      const page = await aggregator.page({ names: new Set(), worker: undefined });
      post({ kind: 'page', id, text: page?.toString() ?? '' });
    } catch (error) {
      // Without an answer the main loop would ask the next thread for the same page, and that thread would end, too.
      aggregator.log(`a page failed: ${thrownStack(error)}`);
      post({ kind: 'pageFailed', id, message: thrownText(error) });
    }
  }
}

/** Moves a checkpoint, which can have many megabytes. To receive a copy would block the main loop, and so the app's connections. */
function transferable(message: FromThread): ArrayBuffer[] {
  return message.kind === 'checkpoint' ? [message.checkpoint.state.buffer] : [];
}
