import type { ByteReader } from './byte-reader.js';
import { OP } from './frame-format.js';
import type { FrameUpdates } from './frame-updates.js';

/** How many bytes the longest number takes, a double and what says so. */
const LONGEST_VALUE_BYTES = 9;
/** What is read at once; 28 bits of a varint fit. */
const WORD_BYTES = 4;

/**
 * Reads updates as long as they are plain: ids and whole numbers of at most 28 bits, or doubles, and not at the very
 * end. What it stops at is {@link readUpdate}'s. One loop without a call or a check for each byte is three times as fast.
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

/** Reads one update of any kind, whose first byte was read. */
export function readUpdate(reader: ByteReader, updates: FrameUpdates): void {
  const id = reader.varint();
  const width = reader.count();
  updates.reserve(width);
  for (let index = 0; index < width; index++) updates.values[updates.valueCount + index] = reader.value();
  updates.add(id, width);
}

/** @returns where it ended, or 0 when a value is not plain */
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

/** The varint that a little-endian word begins with, times 8, and its length in bytes; 0 when the word does not hold it. */
function packedVarint(word: number): number {
  if ((word & 0x80) === 0) return ((word & 0x7f) << 3) | 1;
  const two = (word & 0x7f) | ((word >>> 1) & 0x3f80);
  if ((word & 0x8000) === 0) return (two << 3) | 2;
  const three = two | ((word >>> 2) & 0x1fc000);
  if ((word & 0x800000) === 0) return (three << 3) | 3;
  // The sign is the last byte's highest bit.
  return word < 0 ? 0 : ((three | ((word >>> 3) & 0xfe00000)) << 3) | 4;
}
