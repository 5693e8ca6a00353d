import { Server } from 'node:net';

/** Whether a value is a server of `http`, `https` or `http2`. */
export function isHttpServer(value: unknown): value is Server {
  // These servers share no class but net.Server, and net.Server has no setTimeout.
  return value instanceof Server && 'setTimeout' in value;
}

/** Whether a server speaks HTTP/2. */
export function isHttp2Server(server: Server): boolean {
  // Node exports no class of these servers. No other server has this method.
  return 'updateSettings' in server;
}
