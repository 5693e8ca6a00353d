import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  metricNames,
  namesBySubject,
  namespacePrefix,
  namesUnder,
  requestNames,
} from '../../../src/shared/model/request-names.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const TABLE = 'src/shared/model/request-names.ts';
const NAMES = metricNames('classic');
/** A name as a whole, or with the suffix of a histogram. `job:http_requests_in_flight:sum` is another name. */
const WRITTEN_NAME = new RegExp(`(?<![\\w:])(?:${NAMES.join('|')})(?:_bucket|_sum|_count)?(?![\\w:])`, 'g');
const WRITTEN_PREFIX = /namespace\s*[!=]==?\s*(?:''|"")|\$\{\w*namespace\}_/gi;

/** Where a source writes out what the table has, as `path: text`. Comments may. */
function written(path: string, source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  return [WRITTEN_NAME, WRITTEN_PREFIX].flatMap((pattern) =>
    [...code.matchAll(pattern)].map(([text]) => `${path}: ${text}`),
  );
}

function sources(): string[] {
  return ['src', 'cli', 'dashboards'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.ts')),
  );
}

test('no other source writes out a name of the table, or makes the prefix of a namespace', () => {
  const paths = sources();
  assert.ok(paths.includes(TABLE) && paths.length > 200, `${paths.length} sources`);
  assert.equal(
    paths.filter((path) => path !== TABLE).flatMap((path) => written(path, readFileSync(join(ROOT, path), 'utf8'))),
    [],
  );
});

test('every form in which a name or prefix could be written out is found', () => {
  for (const name of NAMES) assert.equal(written('a.ts', `const name = '${name}';`), [`a.ts: ${name}`]);
  const forms = [
    'rate(http_request_count_total{x}[5m])',
    `${placeholder('prefix')}http_request_duration_seconds_bucket`,
    "namespace === '' ? '' : x",
    `${placeholder('namespace')}_name`,
  ];
  for (const form of forms) assert.is(written('a.ts', form).length, 1, form);
});

test('comments, recorded names and longer names are not taken for a name of the table', () => {
  const forms = [
    '/** The buckets of http_request_duration_seconds. */',
    "  // 'http_client_errors_total'",
    "'instance:http_requests_in_flight:sum'",
    "'process_uptime_seconds'",
  ];
  for (const form of forms) assert.equal(written('a.ts', form), [], form);
});

test('no name stands in the table twice', () => {
  assert.equal(NAMES, [...new Set(NAMES)]);
  assert.ok(NAMES.length > 15);
});

test('the prefix is in front of every name, and of no label', () => {
  const { labels, clientLabels, worker, client, ...others } = requestNames('classic', 'gole_');
  const prefixed = [...Object.values(others), ...Object.values(worker), ...Object.values(client)];
  assert.equal(
    prefixed,
    NAMES.map((name) => `gole_${name}`),
  );
  assert.equal(Object.values(labels), ['endpoint', 'method', 'status']);
  assert.equal(Object.values(clientLabels), ['origin', 'method', 'status', 'code']);
  assert.equal(namesUnder({ naming: 'classic', namespace: 'gole' }), requestNames('classic', 'gole_'));
});

test('without a namespace there is no prefix', () => {
  assert.is(namespacePrefix(''), '');
  assert.is(namespacePrefix('gole'), 'gole_');
  assert.equal(namesUnder({ naming: 'classic', namespace: '' }), requestNames('classic'));
});

test('every name but that of the uptime is of one subject', () => {
  const { requests, connections, outbound } = namesBySubject(requestNames('classic'));
  const named = [...requests, ...connections, ...outbound, requestNames('classic').uptime];
  assert.equal(named.sort(), [...NAMES].sort());
});

test.run();

function placeholder(name: string): string {
  return `\${${name}}`;
}
