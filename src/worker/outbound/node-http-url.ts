import type { ClientRequest } from 'node:http';
import { property } from '../../shared/basics/unknown-values.js';

/**
 * Where a request of `node:http` goes to, as the beginning of a URL. A request does not keep its port: it is in the
 * `Host` header that Node writes, else (the app gave another header, perhaps one that its own client sent) the socket
 * knows it, or the error of a connection that failed. With a `socketPath` the host says nothing: `unix:` and the path.
 */
export function requestUrl(request: ClientRequest, error?: unknown): string {
  const path = socketPathOf(request);
  if (path !== undefined) return `unix:${path}`;
  const host = request.host.includes(':') ? `[${request.host}]` : request.host;
  const header = request.getHeader('host');
  if (typeof header === 'string' && isHostOf(header, host)) return `${request.protocol}//${header}`;
  const port = request.socket?.remotePort ?? portOf(error);
  return `${request.protocol}//${port === undefined ? host : `${host}:${port}`}`;
}

/** An option of the agent, else of the request; Node's types have neither. */
function socketPathOf(request: ClientRequest): string | undefined {
  const ofAgent = property(property(property(request, 'agent'), 'options'), 'socketPath');
  const path = ofAgent ?? property(request, 'socketPath');
  return typeof path === 'string' ? path : undefined;
}

function isHostOf(header: string, host: string): boolean {
  return header.startsWith(host) && (header.length === host.length || header[host.length] === ':');
}

function portOf(error: unknown): number | undefined {
  const port = property(error, 'port');
  return typeof port === 'number' ? port : undefined;
}
