// Random clusters whose aggregator thread crashes, held against the same cluster whose thread does not.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePage } from '../page.js';
import { MortalCluster } from './mortal-cluster.js';
import { MORTAL_SLOTS, type MortalStep, mortalSteps } from './mortal-steps.js';

const RUNS = 300;

test('whenever the thread ends, its successor shows and counts what it would have shown and counted itself, and nothing falls', () => {
  fc.assert(
    fc.property(mortalSteps, (taken) => {
      const cluster = new MortalCluster();
      const before = new Map<string, number>();
      for (const step of taken) {
        cluster.take(step);
        const [shown, expected] = cluster.pages;
        assert.is(shown, expected);
        assert.equal(...cluster.problems);
        const page = parsePage(shown);
        for (let slot = 0; slot < MORTAL_SLOTS; slot++)
          assert.ok((page.get(cpuOf(slot)) ?? 0) <= cluster.countedIn(slot), `slot ${slot}: counted twice`);
        assertNothingFell(before, page);
        assert.ok((page.get(JOBS) ?? 0) <= cluster.timesCounted / 10 + 1e-9, 'jobs were counted twice');
      }
    }),
    { numRuns: RUNS },
  );
});

test('a worker that was seen from outside, and is killed while the thread is away, takes nothing along', () => {
  const cluster = new MortalCluster();
  for (const step of SEEN_AND_KILLED) cluster.take(step);
  const page = parsePage(cluster.pages[0]);
  assert.is(page.get(cpuOf(0)), 5 + 60);
  assert.is(page.get('faults_total [["kind","minor"],["worker","0"]]'), 10 + 120);
});

/** A minute of CPU time that the worker has not told of. */
const SEEN_AND_KILLED: readonly MortalStep[] = [
  { kind: 'count', slot: 0, amount: 5 },
  { kind: 'flush', slot: 0, way: 'socket' },
  { kind: 'count', slot: 0, amount: 60 },
  { kind: 'outside', slot: 0, known: 1 },
  { kind: 'crash' },
  { kind: 'end', slot: 0, hasLastFrame: false, isUnmerged: true },
];

/** @param before receives the values that each series had when it was last on the page */
function assertNothingFell(before: Map<string, number>, page: ReadonlyMap<string, number>): void {
  for (const [series, value] of page) {
    const isTotal = series.includes('_total') || series.startsWith('size_');
    const last = before.get(series) ?? 0;
    assert.ok(!isTotal || value >= last, `${series} fell from ${last} to ${value}`);
    before.set(series, value);
  }
  for (const series of before.keys()) assert.ok(page.has(series) || mayLeave(series), `${series} left`);
}

const JOBS = 'jobs_total [["queue","mail"]]';

/** Whether a series can leave the page without a worker's end. */
function mayLeave(series: string): boolean {
  return series === JOBS || series.startsWith('size_') || series.startsWith('memory ');
}

function cpuOf(slot: number): string {
  return `cpu_seconds_total [["worker","${slot}"]]`;
}

test.run();
