import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Row } from '../../../bench/report/row.js';
import { notes, table, timesOurs } from '../../../bench/run/console-table.js';

const ROW: Row = {
  group: 'merge',
  name: 'merge and render, steady',
  unit: 'ms',
  params: { workers: 4, changed: 0.01 },
  ours: 2,
  peers: { 'prom-client': 250, bare: 0.5 },
};
const GOAL: Row = { ...ROW, group: 'goals', name: 'a scrape', params: {}, goal: '< 3 ms', isMet: true, note: 'a note' };

test('a table has a line for each row, and a column for each peer that was measured', () => {
  assert.equal(
    table([
      { ...GOAL, peers: { 'prom-client': 250 } },
      { ...ROW, isMet: false },
    ]).split('\n'),
    [
      'group  what                                              ours  prom-client  bare    ratio  goal',
      'goals  a scrape                                          2 ms  250 ms       -       125x   < 3 ms  met',
      'merge  merge and render, steady; 4 workers, 1 % changed  2 ms  250 ms       0.5 ms  125x           NOT MET',
    ],
  );
});

test('a ratio says how many times our figure the other one is, as in the documents', () => {
  assert.is(timesOurs({ ...ROW, unit: '1/s' }), '125x');
  assert.is(timesOurs({ ...ROW, peers: { bare: 1 } }), '0.5x');
  assert.is(timesOurs({ ...ROW, ours: null }), '');
  assert.is(timesOurs({ ...ROW, ours: 0 }), '');
  assert.is(timesOurs({ ...ROW, peers: { client_golang: 4 } }), '');
});

test('a note that several rows share is printed once', () => {
  assert.is(notes([GOAL, { ...GOAL, name: 'another' }, ROW]), 'a scrape, another: a note');
});

test.run();
