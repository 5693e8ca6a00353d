import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readBenchReport } from '../../../bench/report/bench-report.js';
import { readCompareReport } from '../../../bench/report/compare-report.js';
import { GROUPS } from '../../../bench/report/row.js';
import { provenanceSentence, provenanceTable } from '../../../bench/tables/sections/provenance-text.js';
import { messageOf } from '../message-of.js';
import { BENCH, COMPARE } from '../sample-reports.js';

test('reports are read as they were written', () => {
  const bench = readBenchReport('bench.json', JSON.stringify(BENCH));
  assert.is(bench.rows.length, BENCH.rows.length);
  assert.equal(bench.rows[0], BENCH.rows[0]);
  assert.equal(readCompareReport('compare.json', JSON.stringify(COMPARE)), COMPARE);
});

test('a report tells what was checked out, if it knows', () => {
  const report = readBenchReport('bench.json', JSON.stringify({ ...BENCH, commit: '0123456789ab-dirty' }));
  assert.is(report.commit, '0123456789ab-dirty');
  assert.match(provenanceSentence(report), /^Run of 2026-01-31 at commit 0123456789ab-dirty, Node /);
  assert.match(provenanceTable(report), '\n| commit | 0123456789ab-dirty |\n');
});

test('what was left out of a row was not measured', () => {
  const rows = [{ group: 'merge', name: 'cold', unit: 'ms', peers: { 'prom-client': null } }];
  const report = readBenchReport('bench.json', JSON.stringify({ ...BENCH, rows }));
  assert.equal(report.rows, [{ group: 'merge', name: 'cold', unit: 'ms', params: {}, ours: null, peers: {} }]);
});

test('what is wrong is named by its place', () => {
  const withRow = (row: object) => JSON.stringify({ ...BENCH, rows: [{ ...BENCH.rows[0], ...row }] });
  const reasons: [string, string][] = [
    ['{"date', 'bench.json is not JSON: write it again with `npm run bench` or `npm run compare`.'],
    ['[]', 'Expected bench.json to be an object, got [].'],
    ['{}', 'Expected bench.json.date to be a string, got undefined.'],
    [JSON.stringify({ ...BENCH, rows: 1 }), 'Expected bench.json.rows to be an array, got 1.'],
    [withRow({ ours: '45' }), 'Expected bench.json.rows[0].ours to be a finite number, got "45".'],
    [
      withRow({ ours: 0 }).replace('"ours":0', '"ours":1e999'),
      'Expected bench.json.rows[0].ours to be a finite number, got null.',
    ],
    [withRow({ group: 'speed' }), `Expected bench.json.rows[0].group to be one of ${GROUPS.join(', ')}, got "speed".`],
    [withRow({ isMet: 'yes' }), 'Expected bench.json.rows[0].isMet to be true or false, got "yes".'],
    [withRow({ peers: { bare: [] } }), 'Expected bench.json.rows[0].peers.bare to be a finite number, got [].'],
    [
      withRow({ params: { series: true } }),
      'Expected bench.json.rows[0].params.series to be a finite number, got true.',
    ],
  ];
  for (const [text, message] of reasons)
    assert.is(
      messageOf(() => readBenchReport('bench.json', text)),
      message,
    );
});

test.run();
