import type { FamilyDefinition, FamilyType } from '../../shared/model/family.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import { define } from '../http/http-families.js';

/** The families that `ConnectionRecorder` fills. */
export interface ConnectionFamilies {
  readonly open: FamilyDefinition;
  readonly accepted: FamilyDefinition;
  readonly handshakes: FamilyDefinition;
  readonly handshakeErrors: FamilyDefinition;
  readonly sessions: FamilyDefinition;
}

/** Defines the metrics of connections, under the namespace of the request metrics. */
export function connectionFamilies({ namespace }: Pick<ResolvedOptions['http'], 'namespace'>): ConnectionFamilies {
  const prefix = namespace === '' ? '' : `${namespace}_`;
  const family = (name: string, help: string, type: FamilyType) =>
    define(`${prefix}http_worker_${name}`, help, type, 'worker', [], []);

  return {
    open: family('open_connections', 'Open connections of HTTP servers, by worker.', 'gauge'),
    accepted: family('connections_total', 'Connections that HTTP servers have accepted, by worker.', 'counter'),
    handshakes: family('tls_handshakes_total', 'TLS handshakes that have been completed, by worker.', 'counter'),
    handshakeErrors: family('tls_handshake_errors_total', 'TLS handshakes that have failed, by worker.', 'counter'),
    sessions: family('http2_sessions', 'Open HTTP/2 sessions, by worker.', 'gauge'),
  };
}
