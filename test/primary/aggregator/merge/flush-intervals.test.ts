// Random clusters on a simulated clock, at any flush interval, with registries of any cost: workers count, are scraped,
// killed and ended, and the page is held to what docs/limits.md states.
import fc from 'fast-check';
import { Counter, Registry } from 'prom-client';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ClusterState } from '../../../../src/primary/aggregator/merge/cluster-state.js';
import { decodeFrame } from '../../../../src/shared/frame/frame.js';
import { RegistrySampler } from '../../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker, type TrackedSeries } from '../../../../src/shared/tracking/change-tracker.js';
import { SweepPace } from '../../../../src/worker/report/sweep-pace.js';
import { define } from '../fake-worker.js';
import { parsePage } from '../page.js';
import { recordingState } from '../shown-state.js';

const SLOTS = 3;
const MAX_SWEEP_WAIT_MS = 10_000;
type Kind = 'count' | 'scrape' | 'kill' | 'exit';

// Few scrapes: each would save what a kill after it could lose.
const kind = fc.oneof(
  { weight: 20, arbitrary: fc.constant<Kind>('count') },
  { weight: 2, arbitrary: fc.constant<Kind>('kill') },
  { weight: 1, arbitrary: fc.constantFrom<Kind>('scrape', 'exit') },
);
const steps = fc.array(fc.record({ kind, slot: fc.nat(SLOTS - 1), afterMs: fc.nat(3000) }), {
  minLength: 1,
  maxLength: 120,
});

for (const [what, sweepCostMs] of [
  ['cheap', fc.constant(0)],
  ['dear', fc.integer({ min: 1, max: 200 })],
] as const) {
  test(`at every flush interval from 10 ms to 10 s, with ${what} registries, a kill loses what the limits state`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 10_000 }), sweepCostMs, steps, (flushIntervalMs, costMs, taken) => {
        const cluster = new SimulatedCluster(flushIntervalMs, costMs);
        for (const { kind, slot, afterMs } of taken) {
          cluster.waitUntil(cluster.nowMs + afterMs);
          cluster.take(kind, slot);
          cluster.check(kind === 'scrape');
        }
        cluster.take('scrape', 0);
        cluster.check(true);
      }),
      { numRuns: 200 },
    );
  });
}

class SimulatedCluster {
  nowMs = 0;
  readonly #flushIntervalMs: number;
  readonly #sweepCostMs: number;
  readonly #state = recordingState().state;
  readonly #workers: SimulatedWorker[];
  #incarnations = 0;
  #counted = 0;
  /** What kills lost of the request metrics, and of the app's own. */
  readonly #lost = { requests: 0, app: 0 };
  readonly #shown = { requests: 0, app: 0 };

  constructor(flushIntervalMs: number, sweepCostMs: number) {
    this.#flushIntervalMs = flushIntervalMs;
    this.#sweepCostMs = sweepCostMs;
    this.#workers = Array.from({ length: SLOTS }, (_, slot) => this.#begin(slot));
  }

  waitUntil(atMs: number): void {
    this.nowMs = atMs;
    for (const worker of this.#workers) worker.runUntil(atMs);
  }

  take(kind: Kind, slot: number): void {
    if (kind === 'scrape') for (const worker of this.#workers) worker.flush();
    const worker = this.#workers[slot];
    if (!worker || kind === 'scrape') return;
    if (kind === 'count') {
      worker.count(this.nowMs);
      this.#counted++;
      return;
    }
    if (kind === 'exit') worker.flush();
    else this.#lose(worker);
    this.#state.end(worker.incarnation);
    this.#workers[slot] = this.#begin(slot);
  }

  /** After a flush of all, the page shows all but what kills lost; before it, no less than it did. */
  check(isFresh: boolean): void {
    const before = { ...this.#shown };
    this.#look();
    assert.ok(this.#shown.requests >= before.requests && this.#shown.app >= before.app, 'a total fell');
    const other = recordingState({ from: this.#state }).state;
    assert.is(other.render(), this.#state.render());
    assert.ok(this.#shown.requests <= this.#counted && this.#shown.app <= this.#counted, 'counted twice');
    if (!isFresh) return;
    assert.is(this.#shown.requests, this.#counted - this.#lost.requests);
    assert.is(this.#shown.app, this.#counted - this.#lost.app);
  }

  #lose(worker: SimulatedWorker): void {
    const waitMs = Math.max(this.#sweepCostMs === 0 ? 0 : MAX_SWEEP_WAIT_MS, this.#flushIntervalMs);
    assert.ok(worker.unsent.requests <= worker.countedAfter(this.nowMs - this.#flushIntervalMs), 'requests lost');
    assert.ok(worker.unsent.app <= worker.countedAfter(this.nowMs - waitMs), 'more of the app lost than stated');
    this.#lost.requests += worker.unsent.requests;
    this.#lost.app += worker.unsent.app;
  }

  #look(): void {
    const page = parsePage(this.#state.render());
    this.#shown.requests = page.get('requests_total []') ?? 0;
    this.#shown.app = page.get('app_total []') ?? 0;
  }

  #begin(slot: number): SimulatedWorker {
    const timing = { bornMs: this.nowMs, flushIntervalMs: this.#flushIntervalMs, sweepCostMs: this.#sweepCostMs };
    return new SimulatedWorker(this.#state, ++this.#incarnations, slot, timing);
  }
}

class SimulatedWorker {
  readonly #timing: { readonly flushIntervalMs: number; readonly sweepCostMs: number };
  readonly #tracker = new ChangeTracker({ maxSeries: 10 });
  readonly #requests: TrackedSeries | undefined = this.#tracker.series(
    this.#tracker.family(define('requests_total')),
    [],
  );
  readonly #app: Counter;
  readonly #sampler: RegistrySampler;
  readonly #pace: SweepPace;
  readonly #countedAt: number[] = [];
  /** What a kill would lose. */
  readonly unsent = { requests: 0, app: 0 };
  #nextFlushMs: number;

  constructor(
    readonly state: ClusterState,
    readonly incarnation: number,
    readonly slot: number,
    timing: { readonly bornMs: number; readonly flushIntervalMs: number; readonly sweepCostMs: number },
  ) {
    const registry = new Registry();
    this.#timing = timing;
    this.#nextFlushMs = timing.bornMs + timing.flushIntervalMs;
    this.#app = new Counter({ name: 'app_total', help: 'A.', registers: [registry] });
    this.#sampler = new RegistrySampler(
      this.#tracker,
      () => [{ registry, scope: () => 'merged' }],
      () => undefined,
    );
    this.#pace = new SweepPace(timing.flushIntervalMs);
    state.begin(incarnation, slot);
  }

  count(atMs: number): void {
    this.#countedAt.push(atMs);
    this.#app.inc();
    this.unsent.requests++;
    this.unsent.app++;
  }

  countedAfter(atMs: number): number {
    return this.#countedAt.filter((at) => at >= atMs).length;
  }

  /** Its timer's flushes up to now. */
  runUntil(atMs: number): void {
    for (; this.#nextFlushMs <= atMs; this.#nextFlushMs += this.#timing.flushIntervalMs) {
      if (this.#pace.tick()) this.flush();
      else this.#send();
    }
  }

  /** As a scrape or an end asks for it. */
  flush(): void {
    this.#sampler.sampleStoresAtOnce();
    this.unsent.app = 0;
    this.#pace.spend(this.#timing.sweepCostMs);
    this.#send();
  }

  #send(): void {
    this.unsent.requests = 0;
    if (this.#requests) this.#tracker.set(this.#requests, [this.#countedAt.length]);
    for (const bytes of this.#tracker.take(this, 0, 0)) {
      const decoded = decodeFrame(bytes);
      if ('rejected' in decoded) throw new Error(decoded.rejected);
      assert.is(this.state.apply(decoded.frame), 'applied');
    }
  }
}

test.run();
