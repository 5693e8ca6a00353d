import { isUtf8 } from 'node:buffer';
import { isLabelName, type Labels } from '../model/family.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { ascending, readLabelName, readList } from './read-lists.js';

/**
 * The labels of a series as a frame encodes them, with one character for each byte. They identify a series within its
 * family. All workers have the same series, so label bytes nearly always suffice, and no name or value becomes a string.
 */
export type LabelBytes = string;

/** The lowest byte that is not ASCII. A length from this number on takes more than one byte. */
const HIGH = 0x80;
const UNDERSCORE = 0x5f;
const BEGINS_NAME = 1;
const IN_NAME = 2;
/** For each ASCII byte: whether it can begin the name of a label, or stand in such a name. 0 is neither. */
const NAME_BYTES = Uint8Array.from({ length: HIGH }, (_, code) => {
  const character = String.fromCharCode(code);
  if (isLabelName(character)) return BEGINS_NAME;
  return isLabelName(`_${character}`) ? IN_NAME : 0;
});

const labelReader = new ByteReader();
const labelWriter = new ByteWriter();

/** Writes the labels of a series. */
export function writeLabels(out: ByteWriter, labels: Labels): void {
  out.varint(labels.length);
  for (const [name, value] of labels) {
    out.string(name);
    out.string(value);
  }
}

/** Reads labels that {@link writeLabels} wrote. Throws `MalformedBytes` for bytes that it cannot have written. */
export function readLabelBytes(reader: ByteReader): LabelBytes {
  const byteLength = shortByteLength(reader);
  // Other labels are long, or wrong, or other bytes could encode them too: they are decoded, and encoded again.
  return byteLength > 0 ? reader.characters(byteLength) : labelBytesOf(readLabels(reader));
}

/** Whether labels have one of this name. */
export function hasLabel(labelBytes: LabelBytes, name: string): boolean {
  // Hardly any labels have these characters at all, so hardly any are decoded.
  if (!labelBytes.includes(String.fromCharCode(name.length) + name)) return false;
  return labelsFrom(labelBytes).some(([known]) => known === name);
}

/** Encodes labels. */
export function labelBytesOf(labels: Labels): LabelBytes {
  labelWriter.clear();
  writeLabels(labelWriter, labels);
  return labelWriter.characters();
}

/** Decodes labels. */
export function labelsFrom(labelBytes: LabelBytes): Labels {
  if (isAscii(labelBytes)) return shortLabelsFrom(labelBytes);
  const bytes = Buffer.from(labelBytes, 'latin1');
  labelReader.open(bytes, 0, bytes.length);
  return readLabels(labelReader);
}

function readLabels(reader: ByteReader): Labels {
  const labels = readList(reader, () => [readLabelName(reader), reader.string()] as const);
  return ascending(labels, ([name]) => name);
}

/**
 * Counts the bytes of the labels that come next. Returns 0 if a length takes more than one byte, or if the bytes are not as
 * {@link writeLabels} writes them.
 */
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

/** Returns the end of the text whose length stands at `at`. The end is past all bytes if the length takes more than one byte. */
function endOfText(bytes: Uint8Array, at: number): number {
  const byteLength = bytes[at] ?? HIGH;
  return byteLength < HIGH ? at + 1 + byteLength : bytes.length + 1;
}

function isName(bytes: Uint8Array, start: number, end: number): boolean {
  if (start >= end || NAME_BYTES[bytes[start] ?? 0] !== BEGINS_NAME) return false;
  // Few names begin like `__name__`, which is none. They are decoded.
  if (bytes[start] === UNDERSCORE && bytes[start + 1] === UNDERSCORE) return false;
  for (let at = start + 1; at < end; at++) if (!NAME_BYTES[bytes[at] ?? 0]) return false;
  return true;
}

/** Whether the name at `one` comes before the name at `other`. The byte in front of each name is its length. */
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

/** Decodes labels of ASCII characters only, in which every length is a single character too. */
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
