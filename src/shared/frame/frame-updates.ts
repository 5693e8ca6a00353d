import { grown } from '../basics/grown.js';
import { ByteReader } from './byte-reader.js';

/**
 * The updates of one frame in flat arrays, which the next frame fills again. A scrape can have 100,000 updates. As lists of
 * numbers they would be garbage, whose collection costs more than the decoding.
 */
export class FrameUpdates {
  /** The reader of all frames that are decoded into these arrays. */
  readonly reader = new ByteReader();
  /** The id of the series of each update. A longer array replaces an array that is full. */
  ids = new Float64Array(INITIAL_LENGTH);
  /** How many values each update has. */
  widths = new Uint32Array(INITIAL_LENGTH);
  /** The values of all updates, one update after the other. */
  values = new Float64Array(INITIAL_LENGTH);
  /** Number of updates of this frame. */
  count = 0;
  /** Number of values of this frame. */
  valueCount = 0;

  /** Forgets the updates of the frame before. */
  clear(): void {
    this.count = 0;
    this.valueCount = 0;
  }

  /** Adds an update whose values stand in {@link values} from index {@link valueCount} on. */
  add(id: number, width: number): void {
    this.ids[this.count] = id;
    this.widths[this.count++] = width;
    this.valueCount += width;
  }

  /** Makes room for one more update of `width` values. */
  reserve(width: number): void {
    if (this.count === this.ids.length) {
      this.ids = grown(this.ids, new Float64Array(this.count * 2));
      this.widths = grown(this.widths, new Uint32Array(this.count * 2));
    }
    const needed = this.valueCount + width;
    if (needed > this.values.length) this.values = grown(this.values, new Float64Array(needed * 2));
  }
}

const INITIAL_LENGTH = 256;
