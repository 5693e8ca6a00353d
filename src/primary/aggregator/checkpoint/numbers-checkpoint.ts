import { NumberSlab, type SlabState } from '../../../shared/basics/number-slab.js';
import type { FamilyDefinition } from '../../../shared/model/family.js';
import { isSameDefinition } from '../state/definition-conflicts.js';
import type { FamilyTable } from '../state/family-table.js';
import type { SeriesTable } from '../state/series-table.js';
import { type Declaration, type SuspendedSeries, WorkerNumbers } from '../state/worker-numbers.js';
import type { CheckpointReader, CheckpointWriter } from './checkpoint-parts.js';

/** The numbers of one worker in a checkpoint. */
export interface NumbersCheckpoint {
  readonly incarnation: number;
  readonly slot: number;
  readonly sequence: number;
  readonly droppedSeries: number;
  readonly refused: ReadonlySet<number>;
  readonly noted: ReadonlySet<string>;
  readonly irregular: ReadonlyMap<number, number>;
  readonly raised: ReadonlyMap<number, number>;
  readonly covered: ReadonlyMap<number, number>;
  readonly suspended: ReadonlyMap<number, SuspendedSeries>;
  readonly declarations: readonly DeclarationCheckpoint[];
  readonly freeNumbers: SlabState['free'];
  /** Number of the part with the records of all series. */
  readonly numbers: number;
  /** Numbers of the parts with the places of series by id. `sparsePlaces` has the places of large ids. */
  readonly places: number;
  readonly pages: number;
  readonly freePages: readonly number[];
  readonly sparsePlaces: ReadonlyMap<number, number>;
}

/** A declaration of one worker in a checkpoint. */
interface DeclarationCheckpoint {
  readonly id: number;
  readonly index: number;
  readonly name: string;
  /** undefined if it is the definition under which the family of the name is merged. */
  readonly definition: FamilyDefinition | undefined;
  readonly standing: 'member' | 'waiting' | 'refused';
}

/** Writes the numbers of a worker. */
export function writeNumbers(worker: WorkerNumbers, parts: CheckpointWriter): NumbersCheckpoint {
  const { incarnation, slot, sequence, droppedSeries, refused, noted, numbers, irregular, raised, covered, suspended } =
    worker;
  const { blocks, pages, freePages, sparse } = worker.places.state;
  return {
    ...{ incarnation, slot, sequence, droppedSeries, refused, noted, irregular, raised, covered, suspended },
    declarations: Array.from(worker.families.values(), writeDeclaration),
    freeNumbers: numbers.free,
    numbers: parts.add(numbers.used),
    places: parts.add(blocks),
    pages: parts.add(pages),
    freePages,
    sparsePlaces: sparse,
  };
}

/** Restores the numbers of a worker, and the worker as a holder of its series. */
export function restoreNumbers(
  checkpoint: NumbersCheckpoint,
  parts: CheckpointReader,
  families: FamilyTable,
  table: SeriesTable,
): WorkerNumbers {
  const worker = new WorkerNumbers(checkpoint.incarnation, checkpoint.slot, {
    numbers: new NumberSlab({ values: parts.float64(checkpoint.numbers), free: checkpoint.freeNumbers }),
    places: {
      blocks: parts.int32(checkpoint.places),
      pages: parts.int32(checkpoint.pages),
      freePages: checkpoint.freePages,
      sparse: checkpoint.sparsePlaces,
    },
  });
  worker.sequence = checkpoint.sequence;
  worker.droppedSeries = checkpoint.droppedSeries;
  for (const id of checkpoint.refused) worker.refused.add(id);
  for (const what of checkpoint.noted) worker.noted.add(what);
  for (const [at, value] of checkpoint.irregular) worker.irregular.set(at, value);
  for (const [at, value] of checkpoint.raised) worker.raised.set(at, value);
  for (const [at, value] of checkpoint.covered) worker.covered.set(at, value);
  for (const [id, held] of checkpoint.suspended) worker.suspended.set(id, held);
  for (const declaration of checkpoint.declarations) restoreDeclaration(worker, declaration, families);
  restoreHolder(worker, table);
  return worker;
}

function restoreHolder(worker: WorkerNumbers, table: SeriesTable): void {
  table.holders.begin(worker);
  for (const [, at] of worker.places.entries()) {
    const series = worker.seriesAt(at);
    table.holders.join(series, worker, at);
    table.countIrregular(series, worker, at);
  }
}

function writeDeclaration({ id, index, definition, family, isWaiting }: Declaration): DeclarationCheckpoint {
  const isMerged = family !== undefined && isSameDefinition(family.definition, definition);
  const standing = family ? 'member' : isWaiting ? 'waiting' : 'refused';
  return { id, index, name: definition.name, definition: isMerged ? undefined : definition, standing };
}

function restoreDeclaration(
  worker: WorkerNumbers,
  { id, index, name, definition, standing }: DeclarationCheckpoint,
  families: FamilyTable,
): void {
  const family = families.get(name);
  const declared = definition ?? family?.definition;
  if (!declared) return;
  const declaration = worker.declare(id, declared, index);
  declaration.isWaiting = standing === 'waiting';
  declaration.family = standing === 'member' ? family : undefined;
  families.restoreDeclaration(declaration);
}
