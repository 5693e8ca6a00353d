import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FamilyDefinition } from '../../../src/shared/model/family.js';
import { ChangeTracker, type TrackedFamily, type TrackedSeries } from '../../../src/shared/tracking/change-tracker.js';
import { define } from '../../primary/aggregator/fake-worker.js';
import { Received } from './received.js';

const test = suite('lost-frames');

const WHO = { slot: 1, incarnation: 2 };
const KINDS = [
  'add',
  'add',
  'add',
  'remove',
  'remove',
  'removeFamily',
  'suspend',
  'suspend',
  'flush',
  'flush',
  'lose',
  'sweep',
] as const;
const FAMILIES = 3;

/** An app's series, and what the primary knows of them. */
class App {
  readonly tracker = new ChangeTracker({ maxSeries: 1000 });
  readonly received = new Received();
  /** The family whose definition cannot be encoded. */
  #unreadable: number | undefined;
  readonly #families = Array.from({ length: FAMILIES }, (_, index) => this.#made(index));
  #isSweeping = false;

  step(kind: (typeof KINDS)[number] | 'fail', index: number, label: number, value: number): void {
    if (kind === 'add') this.#add(index, label, value);
    else if (kind === 'remove') this.#remove(index, label);
    else if (kind === 'removeFamily') this.#removeFamily(index);
    else if (kind === 'suspend') this.#suspend(index);
    else if (kind === 'sweep') this.#sweep();
    else if (kind === 'flush') this.flush();
    else if (kind === 'fail') this.#fail(index);
    else this.#lose();
  }

  flush(): void {
    this.received.flush(this.tracker);
  }

  settle(): void {
    if (this.#isSweeping) this.#sweep();
    this.tracker.forgetSent();
    this.flush();
  }

  /** The labels of every series that is not suspended, by family. */
  get own(): string[][] {
    return this.#families.map(({ series, suspended }) => {
      const shown = [...series.keys()].filter((label) => !suspended.has(label));
      return shown.map((label) => `a=1:${label};`).sort();
    });
  }

  get known(): string[][] {
    return this.#families.map((_, index) => Object.keys(this.received.of(definition(index).name)).sort());
  }

  #made(index: number): AppFamily {
    const whole = definition(index);
    const get = () => {
      if (this.#unreadable === index) throw new Error('cannot be read');
      return whole.help;
    };
    const family = Object.defineProperty({ ...whole }, 'help', { get });
    return { family: this.tracker.family(family, { isSwept: index === 0 }), series: new Map(), suspended: new Set() };
  }

  #add(index: number, label: number, value: number): void {
    const its = this.#families[index];
    const series = its && (its.series.get(label) ?? this.tracker.series(its.family, [['a', String(label)]]));
    assert.ok(its && series);
    its.series.set(label, series);
    its.suspended.delete(label);
    this.tracker.set(series, [value]);
  }

  #suspend(index: number): void {
    const its = this.#families[index];
    if (!its) return;
    this.tracker.suspendFamily(its.family);
    for (const label of its.series.keys()) its.suspended.add(label);
  }

  #remove(index: number, label: number): void {
    const its = this.#families[index];
    const known = its?.series.get(label);
    if (known) this.tracker.remove(known);
    its?.series.delete(label);
    its?.suspended.delete(label);
  }

  #removeFamily(index: number): void {
    const its = this.#families[index];
    if (its) this.tracker.removeFamily(its.family);
    this.#families[index] = this.#made(index);
  }

  #sweep(): void {
    if (this.#isSweeping) this.tracker.endSweep();
    else this.tracker.beginSweep();
    this.#isSweeping = !this.#isSweeping;
  }

  /** A take throws, if it comes to a definition of this family. */
  #fail(index: number): void {
    this.#unreadable = index;
    try {
      this.flush();
    } catch (error) {
      assert.match(String(error), 'cannot be read');
    }
    this.#unreadable = undefined;
  }

  /** What is sent now never arrives, which is noticed. */
  #lose(): void {
    this.tracker.take(WHO, 0, 1);
    this.tracker.forgetSent();
  }
}

/** A family of an app, and its series by label. */
interface AppFamily {
  readonly family: TrackedFamily;
  readonly series: Map<number, TrackedSeries>;
  /** The labels of the suspended series. */
  readonly suspended: Set<number>;
}

function definition(index: number): FamilyDefinition {
  return define(`x${index}_total`, { labelNames: ['a'] });
}

test('after any loss, both sides know the same once everything is sent again', () => {
  const step = fc.tuple(fc.constantFrom(...KINDS), fc.nat(FAMILIES - 1), fc.nat(9));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const app = new App();
      for (const [value, [kind, index, label]] of steps.entries()) app.step(kind, index, label, value);
      app.settle();
      assert.equal(app.known, app.own);
      assert.is(app.received.series.size, app.own.flat().length, 'and nothing else');
    }),
    { numRuns: 500 },
  );
});

test('ids that are gone are sent as one range, however many they are', () => {
  const app = new App();
  for (let round = 0; round < 100; round++) {
    for (let label = 0; label < 10; label++) app.step('add', 1, label, 1);
    for (let label = 0; label < 10; label++) app.step('remove', 1, label, 1);
  }
  app.step('add', 1, 5, 7);
  app.tracker.forgetSent();
  const { frames } = app.received.take(app.tracker.take(WHO, 1, 1));
  const gone = frames.flatMap(({ records }) => records.gone);
  assert.is(
    gone.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    1000 + FAMILIES - 1,
  );
  assert.ok(gone.length <= 3, `${gone.length} ranges`);
});

test('after takes that throw half-way, the next one sends all that they did not, with the next number', () => {
  const kinds = KINDS.filter((kind) => kind !== 'lose');
  const step = fc.tuple(fc.constantFrom(...kinds, 'fail' as const), fc.nat(FAMILIES - 1), fc.nat(9));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const app = new App();
      for (const [value, [kind, index, label]] of steps.entries()) app.step(kind, index, label, value);
      app.tracker.note('reason', 'family', 'detail');
      app.step('fail', FAMILIES - 1, 0, 0);
      app.tracker.endSweep();
      app.flush();
      assert.equal(app.known, app.own);
      assert.equal(app.received.notes, ['reason family']);
      const numbers = app.received.frames.map(({ header }) => header.sequence);
      assert.equal(
        numbers,
        numbers.map((_, index) => index + 1),
      );
    }),
    { numRuns: 500 },
  );
});

test.run();
