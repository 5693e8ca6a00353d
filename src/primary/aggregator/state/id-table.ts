import { grown } from '../../../shared/basics/grown.js';

/**
 * A map from ids to places. A worker gives out ids in ascending order. Places are whole numbers above 0. Merging reads this map once
 * for each update.
 *
 * Places are given out in ascending order too. So most blocks of ids are lines: the place of an id is `start + index * step`. A line
 * is packed into one number. Other blocks have a page with a number for each id. With pages alone, the tables of 64 workers did
 * not fit into the processor's caches.
 */
export class IdTable {
  /** For each block: a packed line, or the negative number of a page. All empty blocks share page 0. */
  #blocks: Int32Array;
  #pages: Int32Array;
  #pageCount: number;
  readonly #freePages: number[];
  readonly #sparse: Map<number, number>;

  constructor(state?: IdTableState) {
    this.#blocks = state ? new Int32Array(state.blocks) : new Int32Array(2);
    this.#pages = state ? new Int32Array(state.pages) : new Int32Array(2 * BLOCK);
    this.#pageCount = state ? state.pages.length / BLOCK : 1;
    this.#freePages = [...(state?.freePages ?? [])];
    this.#sparse = new Map(state?.sparse);
  }

  /** The place of an id. 0 if the id has none. */
  get(id: number): number {
    if (id >= this.#blocks.length * BLOCK) return this.#sparse.size === 0 ? 0 : (this.#sparse.get(id) ?? 0);
    const block = this.#blocks[id >>> BLOCK_BITS] ?? 0;
    const index = id & IN_BLOCK;
    return block > 0 ? (block >>> STEP_BITS) + index * (block & MAX_STEP) : (this.#pages[index - block * BLOCK] ?? 0);
  }

  set(id: number, at: number): void {
    if (id >= DENSE_IDS) {
      this.#sparse.set(id, at);
      return;
    }
    const block = id >>> BLOCK_BITS;
    if (block >= this.#blocks.length) this.#blocks = roomier(this.#blocks, block + 1, DENSE_IDS / BLOCK);
    const page = this.#pageOf(block);
    this.#pages[page * BLOCK + (id & IN_BLOCK)] = at;
    // A worker gives out ids in ascending order, so the block is full after its last id.
    if ((id & IN_BLOCK) === IN_BLOCK) this.#pack(block, page);
  }

  delete(id: number): void {
    if (id >= DENSE_IDS) {
      this.#sparse.delete(id);
    } else if (this.get(id) > 0) {
      const page = this.#pageOf(id >>> BLOCK_BITS);
      this.#pages[page * BLOCK + (id & IN_BLOCK)] = 0;
    }
  }

  /** The entries, ascending by id, which is the order in which a worker defines its series. Entries may be deleted meanwhile. */
  *entries(): IterableIterator<[id: number, at: number]> {
    for (let id = 0; id < this.#blocks.length * BLOCK; id++) {
      const at = this.get(id);
      if (at > 0) yield [id, at];
    }
    yield* this.#sparse.entries();
  }

  /** The parts for a checkpoint. They are views, not copies. */
  get state(): IdTableState {
    const pages = this.#pages.subarray(0, this.#pageCount * BLOCK);
    return { blocks: this.#blocks, pages, freePages: this.#freePages, sparse: this.#sparse };
  }

  /** The page of a block. A block that was a line gets a page. */
  #pageOf(block: number): number {
    const packed = this.#blocks[block] ?? 0;
    if (packed < 0) return -packed;
    const page = this.#freePages.pop() ?? this.#pageCount++;
    if (this.#pageCount * BLOCK > this.#pages.length)
      this.#pages = roomier(this.#pages, this.#pageCount * BLOCK, DENSE_IDS + BLOCK);
    const id = block * BLOCK;
    for (let index = 0; index < BLOCK; index++) this.#pages[page * BLOCK + index] = this.get(id + index);
    this.#blocks[block] = -page;
    return page;
  }

  /** Packs a page whose places are a line, and frees the page. */
  #pack(block: number, page: number): void {
    const from = page * BLOCK;
    const start = this.#pages[from] ?? 0;
    const step = (this.#pages[from + 1] ?? 0) - start;
    if (start === 0 || start > MAX_START || step < 1 || step > MAX_STEP) return;
    for (let index = 2; index < BLOCK; index++) {
      if (this.#pages[from + index] !== start + index * step) return;
    }
    this.#blocks[block] = (start << STEP_BITS) | step;
    this.#freePages.push(page);
  }
}

/** Limit below which ids are in arrays, which take 1 MB at most for each incarnation. Larger ids are in a map. */
const DENSE_IDS = 2 ** 18;
/** Number of neighbouring ids in a block. */
const BLOCK = 32;
const BLOCK_BITS = 5;
const IN_BLOCK = BLOCK - 1;
/** Number of bits of the step in a packed line. The bits above them are the start. */
const STEP_BITS = 6;
const MAX_STEP = 2 ** STEP_BITS - 1;
const MAX_START = 2 ** (31 - STEP_BITS) - 1;

/** The parts of an {@link IdTable} in a checkpoint. */
export interface IdTableState {
  readonly blocks: Int32Array;
  readonly pages: Int32Array;
  readonly freePages: readonly number[];
  readonly sparse: ReadonlyMap<number, number>;
}

function roomier(from: Int32Array, least: number, most: number): Int32Array {
  return grown(from, new Int32Array(Math.max(least, Math.min(from.length * 2, most))));
}
