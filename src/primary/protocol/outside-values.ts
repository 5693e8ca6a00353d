import { ByteReader } from '../../shared/frame/byte-reader.js';
import { ByteWriter } from '../../shared/frame/byte-writer.js';
import { labelsFrom, readLabelBytes, writeLabels } from '../../shared/frame/label-bytes.js';
import { readList } from '../../shared/frame/read-lists.js';
import type { Labels } from '../../shared/model/family.js';

/** A value of a runtime metric of a worker, as the kernel has it. */
export interface OutsideValue {
  readonly name: string;
  /** Sorted by name. */
  readonly labels: Labels;
  readonly value: number;
}

/** Writes values to bytes, for the log of the aggregator thread. Every number is exact to the last bit. */
export function encodeOutsideValues(values: readonly OutsideValue[]): Uint8Array {
  const out = new ByteWriter();
  out.varint(values.length);
  for (const { name, labels, value } of values) {
    out.string(name);
    writeLabels(out, labels);
    out.value(value);
  }
  return out.view();
}

/** Reads the bytes that {@link encodeOutsideValues} wrote. Throws for other bytes. */
export function decodeOutsideValues(bytes: Uint8Array): OutsideValue[] {
  const reader = new ByteReader();
  reader.open(bytes, 0, bytes.byteLength);
  return readList(reader, () => {
    return { name: reader.string(), labels: labelsFrom(readLabelBytes(reader)), value: reader.value() };
  });
}
