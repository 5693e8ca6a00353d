import type { ClientRequest } from 'node:http';
import { property } from '../../shared/basics/unknown-values.js';

/**
 * The beginning of the URL of a request of `node:http`: scheme, host and port, or `unix:` and a `socketPath`.
 *
 * A request does not keep its port. Node writes it into the `Host` header. When the app gave a `Host` of its own, the port
 * comes from the socket, or from the error of a connection that failed.
 */
export function nodeHttpUrl(request: ClientRequest, error?: unknown): string {
  const path = socketPathOf(request);
  if (path !== undefined) return `unix:${path}`;
  const host = request.host.includes(':') ? `[${request.host}]` : request.host;
  const header = request.getHeader('host');
  if (typeof header === 'string' && isHostOf(header, host)) return `${request.protocol}//${header}`;
  const port = request.socket?.remotePort ?? portOf(error);
  return `${request.protocol}//${port === undefined ? host : `${host}:${port}`}`;
}

/** An option of the agent, else of the request. Node's types declare neither. */
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
