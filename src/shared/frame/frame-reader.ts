import { types } from 'node:util';
import { crc32 } from 'node:zlib';
import { addedLabels, FAMILY_TYPES, type FamilyDefinition, isMetricName } from '../model/family.js';
import { type ByteReader, MalformedBytes } from './byte-reader.js';
import {
  CHECKSUM_BYTES,
  FRAME_VERSION,
  type Frame,
  type FrameHeader,
  type FrameRecords,
  HEADER_AT,
  HEADER_BYTES,
  type IdRange,
  MAGIC,
  MAX_FRAME_BYTES,
  MAX_NOTE_LENGTH,
  OP,
  type RejectReason,
  SCOPES,
  WHOLE_CHECKSUM,
} from './frame-format.js';
import { FrameUpdates } from './frame-updates.js';
import { readLabelBytes } from './label-bytes.js';
import { ascending, readLabelName, readList } from './read-lists.js';
import { readPlainUpdates, readUpdate } from './update-reader.js';

/**
 * Decodes bytes that came from a worker. Never throws. A frame that it returns was checked completely.
 *
 * @param updates receives the frame's updates, and is part of the frame until the next frame is decoded into it
 */
export function decodeFrame(
  bytes: unknown,
  updates = new FrameUpdates(),
): { readonly frame: Frame } | { readonly rejected: RejectReason } {
  if (!types.isUint8Array(bytes)) return { rejected: 'not_bytes' };
  if (bytes.byteLength > MAX_FRAME_BYTES) return { rejected: 'too_large' };
  if (bytes.byteLength < HEADER_BYTES + CHECKSUM_BYTES) return { rejected: 'truncated' };
  const { reader } = updates;
  reader.open(bytes, HEADER_BYTES, bytes.byteLength - CHECKSUM_BYTES);
  const { view } = reader;
  if (view.getUint32(HEADER_AT.magic, true) !== MAGIC) return { rejected: 'magic' };
  if (view.getUint8(HEADER_AT.version) !== FRAME_VERSION) return { rejected: 'version' };
  // The CRC-32 of all bytes needs no view of a part of them: the cost of a small frame is the cost of its objects.
  if (crc32(bytes) !== WHOLE_CHECKSUM) return { rejected: 'checksum' };
  try {
    return { frame: { header: readHeader(view), records: readRecords(reader, updates) } };
  } catch {
    // The sender is wrong, whatever the error is. The primary has to live on.
    return { rejected: 'malformed' };
  }
}

function readHeader(view: DataView): FrameHeader {
  return {
    slot: view.getUint16(HEADER_AT.slot, true),
    incarnation: view.getUint32(HEADER_AT.incarnation, true),
    sequence: view.getUint32(HEADER_AT.sequence, true),
    flushId: view.getUint32(HEADER_AT.flushId, true),
    takenAt: finite(view.getFloat64(HEADER_AT.takenAt, true)),
    droppedSeries: view.getUint32(HEADER_AT.droppedSeries, true),
  };
}

function readRecords(reader: ByteReader, updates: FrameUpdates): FrameRecords {
  const records = { removed: [], gone: [], suspended: [], families: [], series: [], updates, notes: [] };
  updates.clear();
  while (true) {
    readPlainUpdates(reader, updates);
    if (reader.remaining === 0) return records;
    const op = reader.u8();
    if (op === OP.update) readUpdate(reader, updates);
    else readRecord(op, reader, records);
  }
}

function readRecord(op: number, reader: ByteReader, records: FrameRecords): void {
  if (op === OP.series)
    records.series.push({ id: reader.varint(), familyId: reader.varint(), labelBytes: readLabelBytes(reader) });
  else if (op === OP.family) records.families.push({ id: reader.varint(), definition: readDefinition(reader) });
  else if (op === OP.removed) records.removed.push(reader.varint());
  else if (op === OP.gone) records.gone.push(readRange(reader, records.gone.at(-1)?.to ?? 0));
  else if (op === OP.suspended) records.suspended.push(reader.varint());
  else if (op === OP.note)
    records.notes.push({ reason: readNoteText(reader), family: readNoteText(reader), detail: readNoteText(reader) });
  else throw new MalformedBytes('unknown kind of record');
}

/** Reads a text of a note. The log keeps such texts. */
function readNoteText(reader: ByteReader): string {
  const text = reader.string();
  if (text.length > MAX_NOTE_LENGTH) throw new MalformedBytes('a text of a note is too long');
  return text;
}

function readRange(reader: ByteReader, after: number): IdRange {
  const [from, to] = [reader.varint(), reader.varint()];
  if (from <= after || to < from) throw new MalformedBytes('a range of ids is not ascending');
  return { from, to };
}

function readDefinition(reader: ByteReader): FamilyDefinition {
  const name = reader.string();
  if (!isMetricName(name)) throw new MalformedBytes('a metric name is invalid');
  const help = reader.string();
  const type = oneOf(FAMILY_TYPES, reader.u8());
  const aggregator = reader.string();
  const scope = oneOf(SCOPES, reader.u8());
  const labelNames = ascending(
    readList(reader, () => readLabelName(reader)),
    String,
  );
  if (addedLabels({ type, scope }).some((added) => labelNames.includes(added)))
    throw new MalformedBytes('a family has a label that the page adds to it');
  const bounds = ascending(
    readList(reader, () => finite(reader.value())),
    Number,
  );
  if (bounds.length > 0 && type !== 'histogram' && type !== 'summary')
    throw new MalformedBytes('a family that is no histogram or summary has bounds');
  return { name, help, type, aggregator, scope, labelNames, bounds };
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new MalformedBytes('a number is not finite');
  return value;
}

function oneOf<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new MalformedBytes('an unknown type or scope');
  return value;
}
