import { grown } from '../../../shared/basics/grown.js';

/** Ids below this are kept in arrays, at most 1 MB of them for each incarnation. */
const DENSE_IDS = 2 ** 18;
/** So many neighbouring ids make a block. */
const BLOCK = 32;
const BLOCK_BITS = 5;
const IN_BLOCK = BLOCK - 1;
/** A line is packed as where it begins, above the bits of its step. */
const STEP_BITS = 6;
const MAX_STEP = 2 ** STEP_BITS - 1;
const MAX_START = 2 ** (31 - STEP_BITS) - 1;

/** What an {@link IdTable} is kept and restored as. */
export interface IdTableState {
  readonly blocks: Int32Array;
  readonly pages: Int32Array;
  readonly freePages: readonly number[];
  readonly sparse: ReadonlyMap<number, number>;
}

/**
 * Where something is, a whole number above 0, by the ids that a worker counts up. Reading it is what merging does most.
 *
 * Ids and places are both given out in order, so that most blocks are lines: `start + index * step`, packed in one number.
 * Others have a page. With a number for each id, the tables of 64 workers were more than a cache holds.
 */
export class IdTable {
  /** By block: a packed line, or minus the number of its page. Page 0 is that of all empty blocks. */
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

  /** 0 when there is nothing of this id. */
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
    // A worker counts up: then its block is full.
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

  /** By id, which is the order in which a worker defines its series. What is deleted meanwhile does not come. */
  *entries(): IterableIterator<[id: number, at: number]> {
    for (let id = 0; id < this.#blocks.length * BLOCK; id++) {
      const at = this.get(id);
      if (at > 0) yield [id, at];
    }
    yield* this.#sparse.entries();
  }

  /** As views. */
  get state(): IdTableState {
    const pages = this.#pages.subarray(0, this.#pageCount * BLOCK);
    return { blocks: this.#blocks, pages, freePages: this.#freePages, sparse: this.#sparse };
  }

  /** The page of a block, which has one from now on. */
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

  /** Turns a page into a line if it is one. */
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

function roomier(from: Int32Array, least: number, most: number): Int32Array {
  return grown(from, new Int32Array(Math.max(least, Math.min(from.length * 2, most))));
}
