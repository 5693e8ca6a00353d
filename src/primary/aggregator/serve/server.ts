import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { thrownText } from '../../../shared/basics/thrown-text.js';
import type { PageSource } from './page-source.js';
import { metricsListener, type ServerSettings } from './routes.js';

/** Makes the HTTP server of the metrics port. {@link listen} makes it listen. */
export function createMetricsServer(settings: ServerSettings, source: PageSource): Server {
  const { tls } = settings;
  const listener = metricsListener(settings, source);
  // With `rejectUnauthorized`, Node would refuse the connections of probes. The listener checks the certificate for each request.
  const server = tls
    ? createTlsServer({ ...TIMES, ...tls, rejectUnauthorized: false }, listener)
    : createServer(TIMES, listener);
  server.maxConnections = settings.maxScrapesInFlight + OTHER_CONNECTIONS;
  server.on('drop', () => source.handler.connectionDropped());
  // Without a listener, an error of a server that listens would end the thread. `listen` reports the errors before that.
  server.on('error', (error) => {
    if (server.listening) source.log(`the metrics port has an error: ${thrownText(error)}`);
  });
  return server;
}

/** Makes a server listen. @returns the real port. Rejects with Node's error, such as EADDRINUSE */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Maximum number of connections beside those of scrapes in flight: of probes, of browsers, and idle ones. */
const OTHER_CONNECTIONS = 100;

/** Maximum time for a client to send its request, in ms, the handshake of TLS apart. Node's default is 5 minutes for a whole request. */
const SEND_TIMEOUT_MS = 60_000;
const TIMES = { headersTimeout: SEND_TIMEOUT_MS, requestTimeout: SEND_TIMEOUT_MS, handshakeTimeout: SEND_TIMEOUT_MS };
