import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FamilyDefinition } from '../../src/shared/model/family.js';
import type { NamingOptions } from '../../src/shared/model/request-names.js';
import { connectionFamilies } from '../../src/worker/connections/connection-families.js';
import { httpFamilies } from '../../src/worker/http/http-families.js';
import { outboundFamilies } from '../../src/worker/outbound/outbound-families.js';
import { HTTP_DEFAULTS } from './http/recording.js';
import { CLIENT_DEFAULTS } from './outbound/outbound.js';

const test = suite("names of a worker's families");

const KINDS: readonly [
  title: string,
  families: (naming: NamingOptions) => readonly FamilyDefinition[],
  names: readonly string[],
][] = [
  [
    'requests',
    (naming) => Object.values(httpFamilies({ ...HTTP_DEFAULTS, ...naming })),
    [
      'http_request_count_total{endpoint,method,status}',
      'http_request_duration_seconds{endpoint,method,status}',
      'http_request_size_bytes{endpoint,method,status}',
      'http_response_size_bytes{endpoint,method,status}',
      'http_requests_in_flight{}',
      'http_worker_requests_total{}',
      'http_worker_requests_in_flight{}',
    ],
  ],
  [
    'connections',
    (naming) => Object.values(connectionFamilies(naming)),
    [
      'http_worker_open_connections{}',
      'http_worker_connections_total{}',
      'http_worker_tls_handshakes_total{}',
      'http_worker_tls_handshake_errors_total{}',
      'http_worker_http2_sessions{}',
    ],
  ],
  [
    'outbound requests',
    (naming) => Object.values(outboundFamilies(naming, CLIENT_DEFAULTS)),
    [
      'http_client_request_duration_seconds{method,origin,status}',
      'http_client_requests_in_flight{}',
      'http_client_connects_total{origin}',
      'http_client_errors_total{code,origin}',
    ],
  ],
];

for (const [title, families, names] of KINDS) {
  for (const [namespace, prefix] of [
    ['', ''],
    ['gole', 'gole_'],
  ] as const) {
    test(`${title}: names and labels under the namespace '${namespace}'`, () => {
      assert.equal(
        families({ naming: 'classic', namespace }).map(({ name, labelNames }) => `${name}{${labelNames}}`),
        names.map((name) => prefix + name),
      );
    });
  }
}

test.run();
