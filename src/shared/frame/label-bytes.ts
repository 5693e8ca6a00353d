import { isUtf8 } from 'node:buffer';
import { isLabelName, type Labels } from '../model/family.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { ascending, readLabelName, readList } from './read-lists.js';

/**
 * Labels as a frame has them, one character for each byte: what tells a series of a family from the others. All workers
 * have the same series, so nearly always these are all that is needed, and no string is made for each name and value.
 */
export type LabelBytes = string;

/** From here on a byte is no ASCII, and a length takes more than one. */
const HIGH = 0x80;
const BEGINS_NAME = 1;
const IN_NAME = 2;
/** What each byte may do in a label's name. */
const NAME_BYTES = Uint8Array.from({ length: HIGH }, (_, code) => {
  const character = String.fromCharCode(code);
  if (isLabelName(character)) return BEGINS_NAME;
  return isLabelName(`_${character}`) ? IN_NAME : 0;
});

const ownReader = new ByteReader();
const ownWriter = new ByteWriter();

/** Writes the labels of a series. */
export function writeLabels(out: ByteWriter, labels: Labels): void {
  out.varint(labels.length);
  for (const [name, value] of labels) {
    out.string(name);
    out.string(value);
  }
}

/** Reads what {@link writeLabels} wrote. Throws `MalformedBytes` for what it cannot have written. */
export function readLabelBytes(reader: ByteReader): LabelBytes {
  const byteLength = shortByteLength(reader);
  // Else they are long, or wrong, or may be said by other bytes too.
  return byteLength > 0 ? reader.characters(byteLength) : labelBytesOf(readLabels(reader));
}

/** The bytes of labels. */
export function labelBytesOf(labels: Labels): LabelBytes {
  ownWriter.clear();
  writeLabels(ownWriter, labels);
  return ownWriter.characters();
}

/** The labels that bytes are of. */
export function labelsFrom(labelBytes: LabelBytes): Labels {
  if (isAscii(labelBytes)) return shortLabelsFrom(labelBytes);
  const bytes = Buffer.from(labelBytes, 'latin1');
  ownReader.open(bytes, 0, bytes.length);
  return readLabels(ownReader);
}

function readLabels(reader: ByteReader): Labels {
  const labels = readList(reader, () => [readLabelName(reader), reader.string()] as const);
  return ascending(labels, ([name]) => name);
}

/** How many bytes the labels take that come next, if no length is long and all is as {@link writeLabels} writes it; else 0. */
function shortByteLength({ bytes, offset, end }: ByteReader): number {
  const count = bytes[offset] ?? HIGH;
  if (count >= HIGH) return 0;
  let at = offset + 1;
  let before = 0;
  let bits = 0;
  for (let label = 0; label < count; label++) {
    const valueAt = endOfText(bytes, at);
    const next = endOfText(bytes, valueAt);
    if (next > end || !isName(bytes, at + 1, valueAt) || (label > 0 && !isLess(bytes, before, at))) return 0;
    for (let index = valueAt + 1; index < next; index++) bits |= bytes[index] ?? 0;
    before = at;
    at = next;
  }
  return bits < HIGH || isUtf8(bytes.subarray(offset, at)) ? at - offset : 0;
}

/** Where a text ends whose length stands at a place; beyond everything when that is long. */
function endOfText(bytes: Uint8Array, at: number): number {
  const byteLength = bytes[at] ?? HIGH;
  return byteLength < HIGH ? at + 1 + byteLength : bytes.length + 1;
}

function isName(bytes: Uint8Array, start: number, end: number): boolean {
  if (start >= end || NAME_BYTES[bytes[start] ?? 0] !== BEGINS_NAME) return false;
  for (let at = start + 1; at < end; at++) if (!NAME_BYTES[bytes[at] ?? 0]) return false;
  return true;
}

/** Compares two names in front of which their lengths stand. */
function isLess(bytes: Uint8Array, one: number, other: number): boolean {
  const [oneLength = 0, otherLength = 0] = [bytes[one], bytes[other]];
  for (let index = 1; index <= oneLength && index <= otherLength; index++) {
    const difference = (bytes[one + index] ?? 0) - (bytes[other + index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return oneLength < otherLength;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= HIGH) return false;
  return true;
}

/** In ASCII, lengths are single characters too. */
function shortLabelsFrom(labelBytes: LabelBytes): Labels {
  const labels: [string, string][] = [];
  for (let at = 1; at < labelBytes.length; ) {
    const valueAt = at + 1 + labelBytes.charCodeAt(at);
    const next = valueAt + 1 + labelBytes.charCodeAt(valueAt);
    labels.push([labelBytes.slice(at + 1, valueAt), labelBytes.slice(valueAt + 1, next)]);
    at = next;
  }
  return labels;
}
