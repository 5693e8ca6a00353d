/** The waits of the events in one window of a second. */
export class DelayWindow {
  #idle = 0;
  readonly #waits: number[] = [];
  /** The block of more than {@link LONG_BLOCK} waits. At most one block that ends in a window can be longer than the window. */
  #longBlock: Waits | undefined;

  /** Adds the waits of one block. */
  add(waits: Waits): void {
    if (waits.longestMs === 0) this.#idle += waits.count;
    else if (waits.count > LONG_BLOCK) this.#longBlock = waits;
    else for (let index = 0; index < waits.count; index++) this.#waits.push(waitOf(waits, index));
  }

  /**
   * Computes the window's figures.
   * @param max the length of the longest block in seconds, with or without an event at its beginning
   */
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

  /**
   * Returns the wait of a rank, counted from the shortest wait. A long block has more than half of the window's waits, and the
   * longest ones: the ranks of the median and above are all in this block.
   */
  #ofRank(rank: number, count: number, sorted: Float64Array): number {
    if (this.#longBlock !== undefined) return waitOf(this.#longBlock, count - rank);
    return rank <= this.#idle ? 0 : (sorted[rank - this.#idle - 1] ?? 0);
  }
}

/** Maximum number of waits of one block that are kept one by one (10 s). After two frozen days a block has 17 million. */
const LONG_BLOCK = 1000;

/** Returns one wait in seconds. Index 0 is the longest wait. */
function waitOf({ longestMs, stepMs }: Waits, index: number): number {
  return (longestMs - index * stepMs) / 1000;
}

function shortestOf(waits: Waits): number {
  return waitOf(waits, waits.count - 1);
}

function meanOf(waits: Waits): number {
  return (waits.longestMs / 1000 + shortestOf(waits)) / 2;
}

/**
 * Sums the squared distances of waits from a mean. The mean squared distance of n consecutive integers from their own mean is
 * (n^2 - 1) / 12.
 */
function squaresOf(waits: Waits, mean: number): number {
  const { count, stepMs } = waits;
  return count * ((meanOf(waits) - mean) ** 2 + ((stepMs / 1000) ** 2 * (count ** 2 - 1)) / 12);
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0;
  return sum;
}

/** The waits of all events for the end of one block of the loop. The longest comes first, each other one is `stepMs` shorter. */
export interface Waits {
  readonly longestMs: number;
  /** 0 if no event had to wait. */
  readonly stepMs: number;
  readonly count: number;
}

/** The figures of one window, in seconds. */
export interface DelayFigures {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** The figures of a window in which no event waited. */
export const NO_DELAY: DelayFigures = { min: 0, max: 0, mean: 0, stddev: 0, p50: 0, p90: 0, p99: 0 };
