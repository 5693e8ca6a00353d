import type { ByteReader } from './byte-reader.js';
import { OP } from './frame-format.js';
import type { FrameUpdates } from './frame-updates.js';

/**
 * Reads updates until one is not plain. An update is plain if its id has at most 28 bits, if each value is a double or a whole
 * number of at most 27 bits, and if it does not stand at the very end. {@link readUpdate} reads the others. One loop without
 * a call and a check for each byte is three times as fast.
 */
export function readPlainUpdates(reader: ByteReader, updates: FrameUpdates): void {
  const { bytes, view } = reader;
  const end = reader.end - WORD_BYTES;
  let start = reader.offset;
  while (start + 2 * WORD_BYTES < end && bytes[start] === OP.update) {
    const id = packedVarint(view.getInt32(start + 1, true));
    let at = start + 1 + (id & 7);
    const width = bytes[at++] ?? 0;
    if (id === 0 || width >= 0x80 || at + width * LONGEST_VALUE_BYTES > end) break;
    updates.reserve(width);
    at = readPlainValues(view, at, width, updates);
    if (at === 0) break;
    updates.add(id >>> 3, width);
    start = at;
  }
  reader.offset = start;
}

/** Maximum length of a value: a byte that announces a double, and the double. */
const LONGEST_VALUE_BYTES = 9;
/** Number of bytes that are read at once. They hold 28 bits of a varint. */
const WORD_BYTES = 4;

/** Reads one update of any kind. Its first byte was read already. */
export function readUpdate(reader: ByteReader, updates: FrameUpdates): void {
  const id = reader.varint();
  const width = reader.count();
  updates.reserve(width);
  for (let index = 0; index < width; index++) updates.values[updates.valueCount + index] = reader.value();
  updates.add(id, width);
}

/** Reads the values of an update. Returns the offset of their end, or 0 if a value is not plain. */
function readPlainValues(view: DataView, from: number, width: number, { values, valueCount }: FrameUpdates): number {
  let at = from;
  for (let index = valueCount; index < valueCount + width; index++) {
    const word = view.getInt32(at, true);
    const integer = packedVarint(word);
    if ((word & 0xff) === 1) {
      values[index] = view.getFloat64(at + 1, true);
      at += LONGEST_VALUE_BYTES;
    } else if (integer === 0 || (word & 1) === 1) {
      return 0;
    } else {
      values[index] = integer >>> 4;
      at += integer & 7;
    }
  }
  return at;
}

/** Reads the varint at the beginning of a little-endian word. Returns its value times 8 plus its length, or 0 if it is longer. */
function packedVarint(word: number): number {
  if ((word & 0x80) === 0) return ((word & 0x7f) << 3) | 1;
  const two = (word & 0x7f) | ((word >>> 1) & 0x3f80);
  if ((word & 0x8000) === 0) return (two << 3) | 2;
  const three = two | ((word >>> 2) & 0x1fc000);
  if ((word & 0x800000) === 0) return (three << 3) | 3;
  // A negative word has the highest bit of its last byte set: the varint goes on.
  return word < 0 ? 0 : ((three | ((word >>> 3) & 0xfe00000)) << 3) | 4;
}
