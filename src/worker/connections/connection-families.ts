import type { FamilyDefinition } from '../../shared/model/family.js';
import { type NamingOptions, namesUnder } from '../../shared/model/request-names.js';
import { defineFamily } from '../rows/define-family.js';

/** Defines the families of the connections of a worker's HTTP servers. `ConnectionRecorder` fills them. */
export function connectionFamilies(options: NamingOptions): ConnectionFamilies {
  const { worker } = namesUnder(options);
  const family = (name: string, type: 'counter' | 'gauge', help: string) =>
    defineFamily({ name, help, type, scope: 'worker' });

  return {
    open: family(worker.openConnections, 'gauge', 'Open connections of HTTP servers, by worker.'),
    accepted: family(worker.connections, 'counter', 'Connections that HTTP servers have accepted, by worker.'),
    handshakes: family(worker.tlsHandshakes, 'counter', 'TLS handshakes that have been completed, by worker.'),
    handshakeErrors: family(worker.tlsHandshakeErrors, 'counter', 'TLS handshakes that have failed, by worker.'),
    sessions: family(worker.http2Sessions, 'gauge', 'Open HTTP/2 sessions, by worker.'),
  };
}

/** The families, each under the name of its number in `ConnectionCounts`. */
export interface ConnectionFamilies {
  readonly open: FamilyDefinition;
  readonly accepted: FamilyDefinition;
  readonly handshakes: FamilyDefinition;
  readonly handshakeErrors: FamilyDefinition;
  readonly sessions: FamilyDefinition;
}
