/** Events that waited for one block of the loop: one for `longestMs`, each of the others `stepMs` less than the one before. */
export interface Waits {
  readonly longestMs: number;
  /** 0 where none had to wait. */
  readonly stepMs: number;
  readonly count: number;
}

/** Figures of one window, in seconds. */
export interface DelayFigures {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** Those of a window in which nothing waited. */
export const NO_DELAY: DelayFigures = { min: 0, max: 0, mean: 0, stddev: 0, p50: 0, p90: 0, p99: 0 };

/** A block of more events than this (10 s) is not written out: a process that was frozen for two days had 17 million. */
const LONG_BLOCK = 1000;

/** What waited within one window of a second. */
export class DelayWindow {
  #idle = 0;
  readonly #waits: number[] = [];
  /** At most one block that ends in a window can be longer than it. */
  #longBlock: Waits | undefined;

  add(waits: Waits): void {
    if (waits.longestMs === 0) this.#idle += waits.count;
    else if (waits.count > LONG_BLOCK) this.#longBlock = waits;
    else for (let index = 0; index < waits.count; index++) this.#waits.push(waitOf(waits, index));
  }

  /** @param max the longest block, which no event need have come with */
  figures(max: number): DelayFigures {
    const blocks = this.#longBlock === undefined ? [] : [this.#longBlock];
    const sorted = Float64Array.from(this.#waits).sort();
    const count = this.#idle + sorted.length + (this.#longBlock?.count ?? 0);
    if (count === 0) return { ...NO_DELAY, max };
    const mean = (sumOf(sorted) + sumOf(blocks.map((block) => block.count * meanOf(block)))) / count;
    const squares =
      this.#idle * mean ** 2 +
      sumOf(sorted.map((wait) => (wait - mean) ** 2)) +
      sumOf(blocks.map((block) => squaresOf(block, mean)));
    const quantile = (share: number) => this.#ofRank(Math.ceil(share * count), count, sorted);
    return {
      min: this.#idle > 0 ? 0 : Math.min(sorted[0] ?? Number.POSITIVE_INFINITY, ...blocks.map(shortestOf)),
      max,
      mean,
      stddev: Math.sqrt(squares / count),
      p50: quantile(0.5),
      p90: quantile(0.9),
      p99: quantile(0.99),
    };
  }

  /** All others of the window waited for less than half of the events of a long block: it alone has the ranks asked for. */
  #ofRank(rank: number, count: number, sorted: Float64Array): number {
    if (this.#longBlock !== undefined) return waitOf(this.#longBlock, count - rank);
    return rank <= this.#idle ? 0 : (sorted[rank - this.#idle - 1] ?? 0);
  }
}

/** In seconds; the index counts from the longest down. */
function waitOf({ longestMs, stepMs }: Waits, index: number): number {
  return (longestMs - index * stepMs) / 1000;
}

function shortestOf(waits: Waits): number {
  return waitOf(waits, waits.count - 1);
}

function meanOf(waits: Waits): number {
  return (waits.longestMs / 1000 + shortestOf(waits)) / 2;
}

/** The squared distances from a mean; those from their own are the variance of n numbers in a row, (n^2 - 1) / 12, each. */
function squaresOf(waits: Waits, mean: number): number {
  const { count, stepMs } = waits;
  return count * ((meanOf(waits) - mean) ** 2 + ((stepMs / 1000) ** 2 * (count ** 2 - 1)) / 12);
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0;
  return sum;
}
