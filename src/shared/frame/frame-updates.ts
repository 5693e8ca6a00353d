import { grown } from '../basics/grown.js';
import { ByteReader } from './byte-reader.js';

const INITIAL_LENGTH = 256;

/**
 * The updates of one frame in flat arrays, filled anew by each frame that is decoded into them. A scrape has a
 * hundred thousand updates: pushed to lists of numbers, they are garbage that costs more than the decoding.
 */
export class FrameUpdates {
  /** What reads those frames. */
  readonly reader = new ByteReader();
  /** Replaced when they grow, like {@link widths} and {@link values}. */
  ids = new Float64Array(INITIAL_LENGTH);
  widths = new Uint32Array(INITIAL_LENGTH);
  values = new Float64Array(INITIAL_LENGTH);
  /** How many of {@link ids} and {@link widths} are of this frame. */
  count = 0;
  /** How many of {@link values} are. */
  valueCount = 0;

  /** Forgets the frame before. */
  clear(): void {
    this.count = 0;
    this.valueCount = 0;
  }

  /** Adds an update whose values were put in {@link values} from {@link valueCount} on. */
  add(id: number, width: number): void {
    this.ids[this.count] = id;
    this.widths[this.count++] = width;
    this.valueCount += width;
  }

  /** Makes room for one more update of so many values. */
  reserve(width: number): void {
    if (this.count === this.ids.length) {
      this.ids = grown(this.ids, new Float64Array(this.count * 2));
      this.widths = grown(this.widths, new Uint32Array(this.count * 2));
    }
    const needed = this.valueCount + width;
    if (needed > this.values.length) this.values = grown(this.values, new Float64Array(needed * 2));
  }
}
