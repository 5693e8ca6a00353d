import type { ClusterState } from '../../../../src/primary/aggregator/merge/cluster-state.js';
import type { FamilyDefinition } from '../../../../src/shared/model/family.js';
import { FakeWorker } from '../fake-worker.js';
import { sampleKey } from '../page.js';
import { FAMILIES, SLOTS, type Step } from './model-steps.js';
import { canBeSeen, isTotal, keyOf, ledgerKey, nextValues } from './model-values.js';
import { aggregate, type Held, type OracleLine } from './oracle.js';

interface Life {
  readonly worker: FakeWorker;
  readonly held: Map<string, Held>;
  /** The totals that the worker has suspended. The ledger has them meanwhile. */
  readonly suspended: Map<string, Held>;
}

/** What the page must show, worked out the plain way: all snapshots and the ledger are aggregated anew each time. */
export class ModelCluster {
  readonly #state: ClusterState;
  readonly #lives: Life[] = [];
  /** What ended incarnations, and those that began to count anew, had counted. Of the merged series or of a slot's. */
  readonly #ledger = new Map<string, Held & { readonly slot: number }>();
  /** The totals that no page shows, because the living workers have given them up. */
  readonly #hidden = new Set<string>();
  #lastIncarnation = 0;

  constructor(state: ClusterState) {
    this.#state = state;
    for (let slot = 0; slot < SLOTS; slot++) this.#begin(slot);
  }

  take(step: Step): void {
    const life = this.#newest(step.slot);
    if (step.kind === 'set') this.#set(life, step);
    else if (step.kind !== 'restart') this.#giveUp(life, step);
    else {
      if (step.overlap) this.#begin(step.slot);
      // Every other life of the slot goes, so that at most two overlap until the next restart.
      const ending = this.#lives.filter(
        ({ worker }) => worker.slot === step.slot && worker !== this.#newest(step.slot).worker,
      );
      for (const other of step.overlap ? ending.slice(0, -1) : ending) this.#end(other);
      if (step.overlap) return;
      this.#end(life);
      this.#begin(step.slot);
    }
  }

  /** Whether a sample is one that counts, so that it must not fall. */
  counts(key: string): boolean {
    const name = key.split(' ')[0] ?? '';
    const family = FAMILIES.find((one) => name.startsWith(one.name));
    if (!family || !isTotal(family)) return false;
    return family.type === 'counter' || name.endsWith('_bucket') || name.endsWith('_count');
  }

  expected(): Map<string, number> {
    const samples = new Map<string, number>();
    for (const family of FAMILIES) {
      for (const [labels, name, value] of family.scope === 'worker' ? this.#own(family) : this.#merged(family)) {
        samples.set(sampleKey(name, Object.entries(labels)), value);
      }
    }
    return samples;
  }

  #begin(slot: number): void {
    const worker = new FakeWorker(this.#state, ++this.#lastIncarnation, slot);
    this.#lives.push({ worker, held: new Map(), suspended: new Map() });
  }

  #end(life: Life): void {
    this.#lives.splice(this.#lives.indexOf(life), 1);
    for (const held of life.held.values()) this.#toLedger(held, life.worker.slot);
    life.worker.end();
  }

  #set({ worker, held, suspended }: Life, { family, labels, amounts, reset }: Step & { kind: 'set' }): void {
    const key = keyOf(family, labels);
    const resumed = suspended.get(key);
    if (resumed) this.#addToLedger(resumed, worker.slot, -1);
    suspended.delete(key);
    const known = held.get(key) ?? resumed;
    const isNew = !known || (reset && isTotal(family) && canBeSeen(family, known));
    if (known && isNew) this.#toLedger(known, worker.slot);
    const base = isNew ? undefined : known;
    const values = nextValues(family, base?.finite, isNew && known !== undefined ? amounts.map(() => 0) : amounts);
    const finite = values.map((value, index) => (Number.isFinite(value) ? value : (base?.finite[index] ?? 0)));
    held.set(key, { family, labels, values, finite });
    this.#hidden.delete(ledgerKey({ family, labels }, worker.slot));
    worker.set(family, labels, values);
  }

  #giveUp({ worker, held, suspended }: Life, { kind, family, labels }: Step & { kind: 'remove' | 'suspend' }): void {
    const key = keyOf(family, labels);
    const given = held.get(key);
    held.delete(key);
    if (kind === 'remove') {
      suspended.delete(key);
      worker.remove(family, labels);
    } else worker.suspend(family, labels);
    if (!given) return;
    if (kind === 'suspend' && isTotal(family)) suspended.set(key, given);
    this.#toLedger(given, worker.slot);
    const isHeld = this.#lives.some(
      (life) => life.held.has(key) && (family.scope === 'merged' || life.worker.slot === worker.slot),
    );
    if (!isHeld) this.#hidden.add(ledgerKey(given, worker.slot));
  }

  #toLedger(held: Held, slot: number): void {
    this.#addToLedger(held, slot, 1);
  }

  #addToLedger(held: Held, slot: number, sign: 1 | -1): void {
    if (!isTotal(held.family)) return;
    const key = ledgerKey(held, slot);
    const known = this.#ledger.get(key);
    const values = held.finite.map((value, index) => sign * value + (known?.values[index] ?? 0));
    this.#ledger.set(key, { ...held, slot, values, finite: values });
  }

  /** The totals of a family that the page shows although no living worker has them. */
  #shownLedger(family: FamilyDefinition): (Held & { readonly slot: number })[] {
    const shown = [...this.#ledger].filter(([key, held]) => held.family === family && !this.#hidden.has(key));
    return shown.map(([, held]) => held);
  }

  #newest(slot: number): Life {
    const life = this.#lives.findLast(({ worker }) => worker.slot === slot);
    if (!life) throw new Error(`nobody lives in slot ${slot}`);
    return life;
  }

  /** The merged family: prom-client's word on the living and the ledger; quantiles by worker unless it may have them. */
  #merged(family: FamilyDefinition): OracleLine[] {
    const isSummed = family.type === 'summary' && isTotal(family);
    const snapshots = this.#bySlot().map(({ held }) => [...held.values()].filter((one) => one.family === family));
    const ledger = this.#shownLedger(family);
    const lines = aggregate(family, [...snapshots, ledger]).filter(([labels]) => !isSummed || !('quantile' in labels));
    return isSummed ? [...lines, ...this.#quantiles(family)] : lines;
  }

  #own(family: FamilyDefinition): OracleLine[] {
    return Array.from({ length: SLOTS }, (_, slot) => {
      const lives = this.#lives.filter(({ worker }) => worker.slot === slot);
      const snapshots = lives.map(({ held }) => [...held.values()].filter((one) => one.family === family));
      const ledger = this.#shownLedger(family).filter((one) => one.slot === slot);
      const lines = isTotal(family)
        ? aggregate(family, [...snapshots, ledger])
        : aggregate({ ...family, aggregator: 'first' }, snapshots.reverse());
      return lines.map(
        ([labels, name, value]) =>
          [{ ...labels, worker: String(slot) }, name, value] satisfies [object, string, number],
      );
    }).flat();
  }

  #quantiles(family: FamilyDefinition): OracleLine[] {
    return Array.from({ length: SLOTS }, (_, slot) => {
      const lives = this.#lives.filter(({ worker }) => worker.slot === slot).reverse();
      const snapshots = lives.map(({ held }) => [...held.values()].filter((one) => one.family === family));
      const lines = aggregate({ ...family, aggregator: 'first' }, snapshots).filter(([labels]) => 'quantile' in labels);
      return lines.map(
        ([labels, name, value]) =>
          [{ ...labels, worker: String(slot) }, name, value] satisfies [object, string, number],
      );
    }).flat();
  }

  #bySlot(): Life[] {
    return [...this.#lives].sort(
      (a, b) => a.worker.slot - b.worker.slot || a.worker.incarnation - b.worker.incarnation,
    );
  }
}
