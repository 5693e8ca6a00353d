import type { JournalEntry } from '../../../../src/primary/protocol/thread-messages.js';
import type { Labels } from '../../../../src/shared/model/family.js';
import { ChangeTracker, type TrackedSeries } from '../../../../src/shared/tracking/change-tracker.js';
import { define } from '../fake-worker.js';
import { MORTAL_SLOTS, type MortalStep } from './mortal-steps.js';
import { MortalThread, type OwnEntry } from './mortal-thread.js';

/** A cluster of which every entry comes to two threads, and one of them crashes. */
export class MortalCluster {
  readonly #workers: ModelWorker[] = [];
  readonly #ended: ModelWorker[] = [];
  readonly #mortal = new MortalThread();
  readonly #immortal = new MortalThread((incarnation) => this.#resync(incarnation));
  #incarnations = 0;

  constructor() {
    for (let slot = 0; slot < MORTAL_SLOTS; slot++) this.#fill(slot, false);
  }

  get pages(): readonly [mortal: string, immortal: string] {
    return [this.#mortal.page, this.#immortal.page];
  }

  /** The numbers of rejected frames and of conflicts by reason, which the two threads have counted. */
  get problems(): readonly [mortal: MortalThread['problems'], immortal: MortalThread['problems']] {
    return [this.#mortal.problems, this.#immortal.problems];
  }

  /** What all workers of a slot have counted, whether they told of it or not. */
  countedIn(slot: number): number {
    const ofSlot = [...this.#workers, ...this.#ended].filter((worker) => worker.slot === slot);
    return ofSlot.reduce((sum, { counted }) => sum + counted, 0);
  }

  /** How often all workers have counted. */
  get timesCounted(): number {
    return [...this.#workers, ...this.#ended].reduce((sum, { times }) => sum + times, 0);
  }

  take(step: MortalStep): void {
    if (step.kind === 'checkpoint') this.#mortal.checkpoint();
    else if (step.kind === 'crash') this.#mortal.crash();
    else this.#takeOfWorker(step);
  }

  #takeOfWorker(step: Exclude<MortalStep, { kind: 'checkpoint' | 'crash' }>): void {
    const worker = this.#workers[step.slot];
    if (!worker) throw new Error(`nobody lives in slot ${step.slot}`);
    if (step.kind === 'count') worker.count(step.amount);
    else if (step.kind === 'write') worker.write();
    else if (step.kind === 'outside') this.#own(worker.seenFromOutside(step.known));
    else if (step.kind === 'flush') this.#flush(worker, step.way);
    else if (step.kind === 'end') this.#end(worker, step);
    else if (step.kind === 'reset') worker.reset();
    else worker.suspend();
  }

  #flush(worker: ModelWorker, way: (MortalStep & { kind: 'flush' })['way']): void {
    const frames = worker.take();
    if (way === 'lost') worker.forgetSent();
    else this.#deliver(frames, way);
  }

  #deliver(frames: readonly OwnEntry[], way: 'socket' | 'main loop' | 'unmerged'): void {
    for (const frame of frames) {
      if (way === 'socket') this.#own(frame);
      else this.#numbered(frame, way === 'unmerged');
    }
    if (way === 'unmerged') this.#mortal.crash();
  }

  #end(worker: ModelWorker, { slot, hasLastFrame, isUnmerged }: MortalStep & { kind: 'end' }): void {
    const ended = { kind: 'ended', incarnation: worker.incarnation } as const;
    const [first, second] = [this.#mortal, this.#immortal].map((thread) => thread.append(ended));
    // The end waits until the socket is read.
    if (hasLastFrame) for (const frame of worker.take()) this.#own(frame);
    if (!isUnmerged && first) this.#mortal.merge(first);
    if (second) this.#immortal.merge(second);
    this.#ended.push(worker);
    this.#fill(slot, isUnmerged);
    if (isUnmerged) this.#mortal.crash();
  }

  #fill(slot: number, isUnmerged: boolean): void {
    const incarnation = ++this.#incarnations;
    this.#workers[slot] = new ModelWorker(slot, incarnation);
    this.#numbered({ kind: 'began', slot, incarnation, pid: 1 }, isUnmerged);
    this.#numbered({ kind: 'ready', incarnation }, isUnmerged);
  }

  #numbered(entry: JournalEntry, isUnmerged: boolean): void {
    const numbered = this.#mortal.append(entry);
    if (!isUnmerged) this.#mortal.merge(numbered);
    this.#immortal.merge(this.#immortal.append(entry));
  }

  #own(entry: OwnEntry): void {
    this.#mortal.own(entry);
    this.#immortal.own(entry);
  }

  #resync(incarnation: number): void {
    this.#workers.find((worker) => worker.incarnation === incarnation)?.forgetSent();
  }
}

/** A worker with counters and a gauge that can be seen from outside, and with metrics of its app. */
class ModelWorker {
  readonly #tracker = new ChangeTracker({ maxSeries: 10 });
  readonly #cpu = this.#series('cpu_seconds_total', { scope: 'worker' });
  readonly #faults = this.#series('faults_total', { scope: 'worker', labelNames: ['kind'] }, [['kind', 'minor']]);
  readonly #memory = this.#series('memory', { scope: 'worker', type: 'gauge' });
  #jobs = this.#series('jobs_total', { labelNames: ['queue'] }, [['queue', 'mail']]);
  readonly #sizes = this.#series('size', { type: 'histogram', bounds: [10] });
  readonly #written: OwnEntry[] = [];
  counted = 0;
  #small = 0;
  times = 0;
  /** How often it had counted when its jobs were reset. */
  #resetAt = 0;

  constructor(
    readonly slot: number,
    readonly incarnation: number,
  ) {}

  count(amount: number): void {
    this.counted += amount;
    this.times++;
    if (amount <= 10) this.#small++;
    if (amount < 20) this.#tracker.note('collect_failed', 'jobs', String(this.times));
    this.#tracker.set(this.#cpu, [this.counted]);
    this.#tracker.set(this.#faults, [this.counted * 2]);
    this.#tracker.set(this.#memory, [Math.ceil(amount / 50)]);
    this.#tracker.set(this.#jobs, [(this.times - this.#resetAt) / 10]);
    this.#tracker.set(this.#sizes, [this.#small, this.times, this.counted / 10]);
  }

  /** Writes what changed. */
  write(): void {
    const { slot, incarnation } = this;
    for (const bytes of this.#tracker.take(this, 0, 0))
      this.#written.push({ kind: 'frame', slot, incarnation, bytes: bytes.slice() });
  }

  /** Writes what changed, and returns all that was written and not read. */
  take(): OwnEntry[] {
    this.write();
    return this.#written.splice(0);
  }

  /** The app gives up its labelled series, and counts anew from now on. */
  reset(): void {
    this.#tracker.removeFamily(this.#jobs.family);
    this.#jobs = this.#series('jobs_total', { labelNames: ['queue'] }, [['queue', 'mail']]);
    this.#resetAt = this.times;
  }

  suspend(): void {
    for (const { family } of [this.#jobs, this.#sizes]) this.#tracker.suspendFamily(family);
  }

  forgetSent(): void {
    this.#tracker.forgetSent();
  }

  /** @param known the share of its counts that the kernel has */
  seenFromOutside(known: number): OwnEntry {
    const counted = this.counted * known;
    const values = [
      { name: 'cpu_seconds_total', labels: [], value: counted },
      { name: 'faults_total', labels: [['kind', 'minor']] as const, value: counted * 2 },
      { name: 'memory', labels: [], value: counted },
      { name: 'unknown', labels: [], value: 1 },
    ];
    return { kind: 'outside', incarnation: this.incarnation, values };
  }

  #series(name: string, definition: Parameters<typeof define>[1], labels: Labels = []): TrackedSeries {
    const series = this.#tracker.series(this.#tracker.family(define(name, definition)), labels);
    if (!series) throw new Error(`no room for ${name}`);
    return series;
  }
}
