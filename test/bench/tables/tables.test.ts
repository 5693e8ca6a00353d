import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readBenchReport } from '../../../bench/report/bench-report.js';
import { readCompareReport } from '../../../bench/report/compare-report.js';
import { absentSentence, librariesOf } from '../../../bench/report/words/libraries.js';
import { markdownTable } from '../../../bench/tables/markdown/markdown-table.js';
import { everyRow } from '../../../bench/tables/sections/every-row.js';
import { floorsTable } from '../../../bench/tables/sections/floors.js';
import { goalsTable, measuredTable } from '../../../bench/tables/sections/measured-table.js';
import { provenanceSentence } from '../../../bench/tables/sections/provenance-text.js';
import { observedSections, passSentence, verdictTable } from '../../../bench/tables/sections/verdict-table.js';
import { BENCH, COMPARE } from '../sample-reports.js';

const bench = readBenchReport('bench.json', JSON.stringify(BENCH));
const compare = readCompareReport('compare.json', JSON.stringify(COMPARE));

test('the goals stand with ratios, what was not measured and why, and whether they are met', () => {
  assert.equal(lines(goalsTable(bench.rows.filter(({ group }) => group === 'goals'))), [
    "| what | goal | prom-cluster | prom-client | Go's client_golang | met |",
    '| --- | --- | --- | --- | --- | --- |',
    '| record one request | under 100 ns | 45 ns | 1,420 ns (31.5x) | 114 ns (2.53x) | yes |',
    '| bytes per flush [1] | under 4 KB | 4.87 KB | 1.6 MB (329x) | not measured [1] | **no** |',
    '| memory after restarts | flat | not measured [2] | not measured [3] | not measured [3] | not measured |',
    '',
    '[1] client_golang sends nothing. [2] the run was short. [3] the benchmark does not run that library in this row.',
  ]);
});

test('rows that share a name are told apart by their sizes, and a missing figure always has a reason', () => {
  const rows = [1, 0.01].map((changed) => ({
    group: 'goals' as const,
    name: 'scrape',
    unit: 'ms',
    params: { changed },
    ours: changed === 1 ? 8 : null,
    peers: changed === 1 ? { bare: 4 } : {},
  }));
  assert.equal(lines(goalsTable(rows)).slice(2), [
    '| scrape, 100 % changed |  | 8 ms | 4 ms (0.5x) | not measured |',
    '| scrape, 1 % changed |  | not measured [1] | not measured [2] | not measured |',
    '',
    '[1] the run gives no reason. [2] the benchmark does not run that library in this row.',
  ]);
  assert.is(lines(measuredTable(rows))[0], '| what | prom-cluster | bare |');
});

test('scenarios stand with who passes, and why one was not run', () => {
  assert.equal(lines(verdictTable(compare)), [
    '| what happens | prom-cluster | prom-client | @prometheus-io/client |',
    '| --- | --- | --- | --- |',
    '| a worker is killed \\| SIGKILL | passes | **fails** | not judged: it needs Node 22 |',
    '| a worker hangs | passes | not run: the comparison does not run it here | not run: the comparison does not run it here |',
  ]);
  assert.is(
    passSentence(compare),
    'Scenarios passed, of those judged: prom-cluster 2 of 2, prom-client 0 of 1, @prometheus-io/client 0 of 0.',
  );
  assert.equal(lines(observedSections(compare)).slice(0, 9), [
    '### a worker is killed | SIGKILL',
    '',
    'Expected: the total stays',
    '',
    '|  |  | observed |',
    '| --- | --- | --- |',
    '| prom-cluster | passes | 300 -> 300 |',
    '| prom-client | **fails** | 300 -> 200 |',
    '| @prometheus-io/client | not judged | it needs Node 22 |',
  ]);
});

test('a cost stands beside its floors, as its multiple and share', () => {
  assert.equal(lines(floorsTable(bench.rows)).slice(2), [
    '| the page, 1,000 series | 1.5 ms | memcpy: 0.3 ms | 5x | 20 % |',
    '| the page, 1,000 series | 1.5 ms | bare http response: 1.2 ms | 1.25x | 80 % |',
    "| a worker's flush, received and merged, 100 changed series, 1.5 KB | 40 us | a bare process.send of the same bytes, received: 30 us | 1.33x | 75 % |",
    '| CPU per request of an http server | not measured | a bare http server |  |  |',
    '| gzip of the page | 1.3 ms | zlib of the same bytes, synchronous: 1.4 ms | 0.929x | all, within the noise |',
  ]);
});

test('libraries that a run is without are named, with the reason', () => {
  const all = { 'prom-cluster': '1', 'prom-client': '1', '@prometheus-io/client': '1', client_golang: '1' };
  assert.equal(absentSentence({ ...all, '@platformatic/prom-client': '1' }), []);
  assert.equal(absentSentence(bench.versions), [
    "Not in this run: @prometheus-io/client (it needs Node 22 or later), @platformatic/prom-client (it was left out), Go's client_golang (it needs Go and its package).",
  ]);
});

test('a note is given as the reason only to the library that it names', () => {
  const note = '@platformatic/prom-client has no cluster mode';
  const row = { group: 'merge' as const, name: 'cold', unit: 'ms', params: {}, ours: 1, note };
  const rows = [
    { ...row, peers: { 'prom-client': 1, '@platformatic/prom-client': 1 } },
    { ...row, peers: {} },
  ];
  assert.is(lines(measuredTable(rows))[3], '| cold [1] | 1 ms | not measured [2] | not measured [1] |');
});

test('every group but goals and scheduling has a table, if the run has rows of it', () => {
  assert.equal(
    lines(everyRow(bench.rows)).filter((line) => line.startsWith('#')),
    [
      '### A flush in the worker',
      "### Relaying in the primary's main loop",
      '### Merging and rendering in the aggregator',
      '### Compression',
      '### Floors',
    ],
  );
});

test('libraries stand in one order, those that nobody knows after the others', () => {
  const found = librariesOf([{ zeta: 1, bare: 1 }, { alpha: 1, 'prom-client': 1 }, { 'prom-cluster': 1 }]);
  assert.equal(found, ['prom-cluster', 'prom-client', 'bare', 'alpha', 'zeta']);
});

test('a run tells its date, machine and versions', () => {
  assert.is(
    provenanceSentence(bench),
    'Run of 2026-01-31, Node 20.20.2 on 2 x A CPU (Linux 6.1), with prom-cluster 0.1.0, prom-client 15.1.3.',
  );
});

test('cells cannot break out of their table', () => {
  assert.is(
    markdownTable(['a', 'b'], [['x|y', 'one\n  two <b> < 3']]),
    '| a | b |\n| --- | --- |\n| x\\|y | one two \\<b> < 3 |',
  );
  assert.throws(() => markdownTable(['a', 'b'], [['x']]), /^Expected 2 cells, got 1: x$/);
});

function lines(text: string): string[] {
  return text.split('\n');
}

test.run();
