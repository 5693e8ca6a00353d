import type { ClusterState } from '../../../src/primary/aggregator/merge/cluster-state.js';
import { type Frame, type FrameHeader, type FrameRecords, FrameUpdates } from '../../../src/shared/frame/frame.js';
import { labelBytesOf } from '../../../src/shared/frame/label-bytes.js';
import type { FamilyDefinition, Labels } from '../../../src/shared/model/family.js';

/** A definition; what is left out is that of a plain merged counter. */
export function define(name: string, parts: Partial<Omit<FamilyDefinition, 'name'>> = {}): FamilyDefinition {
  const plain = { help: `Help of ${name}.`, type: 'counter', aggregator: 'sum', scope: 'merged' } as const;
  return { name, ...plain, labelNames: [], bounds: [], ...parts };
}

/** Some records of a frame; the parts of the updates are lists of one number for each update. */
export interface FrameParts extends Partial<Omit<FrameRecords, 'updates' | 'series'>> {
  readonly series?: readonly SeriesPart[];
  readonly updateIds?: readonly number[];
  readonly updateWidths?: readonly number[];
  readonly updateValues?: readonly number[];
}

interface SeriesPart {
  readonly id: number;
  readonly familyId: number;
  readonly labels: Labels;
}

/** A whole frame of which only some records are given. */
export function frame(header: Partial<FrameHeader>, parts: FrameParts = {}): Frame {
  const { updateIds = [], updateWidths = [], updateValues = [], series: defined = [], ...records } = parts;
  const series = defined.map(({ labels, ...one }) => ({ ...one, labelBytes: labelBytesOf(labels) }));
  const updates = new FrameUpdates();
  updates.ids = Float64Array.from(updateIds);
  updates.widths = Uint32Array.from(updateWidths);
  updates.values = Float64Array.from(updateValues);
  updates.count = updateIds.length;
  updates.valueCount = updateValues.length;
  return {
    header: { slot: 0, incarnation: 1, sequence: 1, flushId: 0, takenAt: 0, droppedSeries: 0, ...header },
    records: { removed: [], gone: [], suspended: [], families: [], notes: [], ...records, series, updates },
  };
}

/** Sends a state the frames that a real worker would send: definitions once, then values by id. */
export class FakeWorker {
  readonly #ids = new Map<string, number>();
  readonly #suspended = new Set<string>();
  #state: ClusterState;
  #lastId = 0;
  #sequence = 0;

  constructor(
    state: ClusterState,
    readonly incarnation: number,
    readonly slot = incarnation - 1,
  ) {
    this.#state = state;
    state.begin(incarnation, slot);
  }

  /** Sends its frames to another state from now on. */
  moveTo(state: ClusterState): void {
    this.#state = state;
  }

  /** Sends the values of a series, in a frame of its own. */
  set(definition: FamilyDefinition, labels: Labels, values: readonly number[]): string {
    const families: FrameRecords['families'] = [];
    const series: SeriesPart[] = [];
    const familyId = this.#idOf(JSON.stringify(definition), (id) => families.push({ id, definition }));
    const name = seriesName(definition, labels);
    const id = this.#idOf(name, (newId) => series.push({ id: newId, familyId, labels }));
    if (this.#suspended.delete(name) && series.length === 0) series.push({ id, familyId, labels });
    return this.send({ families, series, updateIds: [id], updateWidths: [values.length], updateValues: [...values] });
  }

  remove(definition: FamilyDefinition, labels: Labels): string {
    const name = seriesName(definition, labels);
    const id = this.#ids.get(name);
    this.#ids.delete(name);
    return this.send({ removed: id === undefined ? [] : [id] });
  }

  /** Takes a series off the page. Its next values are sent under the same id, with its definition. */
  suspend(definition: FamilyDefinition, labels: Labels): string {
    const name = seriesName(definition, labels);
    this.#suspended.add(name);
    return this.send({ suspended: [this.#ids.get(name) ?? -1] });
  }

  /** Removes a family, its series first. */
  removeFamily(definition: FamilyDefinition): string {
    const family = JSON.stringify(definition);
    const names = [...this.#ids.keys()].filter((name) => name.startsWith(`${family} `));
    const removed = [...names, family].map((name) => this.#ids.get(name) ?? -1);
    for (const name of [...names, family]) this.#ids.delete(name);
    return this.send({ removed });
  }

  /** From now on everything is defined again, under new ids. */
  forget(): void {
    this.#ids.clear();
  }

  send(records: FrameParts, header: Partial<FrameHeader> = {}): string {
    const { incarnation, slot } = this;
    const sent = frame({ incarnation, slot, sequence: ++this.#sequence, ...header }, records);
    return this.#state.apply(sent);
  }

  end(): void {
    this.#state.end(this.incarnation);
  }

  #idOf(name: string, define: (id: number) => void): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, ++this.#lastId);
    define(this.#lastId);
    return this.#lastId;
  }
}

function seriesName(definition: FamilyDefinition, labels: Labels): string {
  return `${JSON.stringify(definition)} ${JSON.stringify(labels)}`;
}
