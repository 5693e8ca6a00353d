import { crc32 } from 'node:zlib';
import { FAMILY_TYPES, type FamilyDefinition, type Labels } from '../model/family.js';
import { ByteWriter } from './byte-writer.js';
import { FRAME_VERSION, type FrameHeader, HEADER_AT, MAGIC, OP, SCOPES } from './frame-format.js';
import { writeLabels } from './label-bytes.js';

/** Encodes one frame after another, record by record. */
export class FrameWriter {
  readonly #out = new ByteWriter();

  constructor(header: FrameHeader) {
    this.begin(header);
  }

  /** Begins the next frame. */
  begin(header: FrameHeader): void {
    this.#out.clear();
    this.#out.u32(MAGIC);
    this.#out.u8(FRAME_VERSION);
    this.#out.u16(header.slot);
    this.#out.u32(header.incarnation);
    this.#out.u32(header.sequence);
    this.#out.u32(header.flushId);
    this.#out.f64(header.takenAt);
    this.#out.u32(header.droppedSeries);
  }

  /** Length of the frame so far, without its checksum. */
  get byteLength(): number {
    return this.#out.length;
  }

  /** Defines a family. The caller chooses ids, and uses an id for one family or series of an incarnation only. */
  family(id: number, definition: FamilyDefinition): void {
    this.#begin(OP.family, id);
    this.#out.string(definition.name);
    this.#out.string(definition.help);
    this.#out.u8(FAMILY_TYPES.indexOf(definition.type));
    this.#out.string(definition.aggregator);
    this.#out.u8(SCOPES.indexOf(definition.scope));
    this.#out.varint(definition.labelNames.length);
    for (const name of definition.labelNames) this.#out.string(name);
    this.#out.varint(definition.bounds.length);
    for (const bound of definition.bounds) this.#out.value(bound);
  }

  /** Defines a series of a family that this frame or an earlier one defined. */
  series(id: number, familyId: number, labels: Labels): void {
    this.#begin(OP.series, id);
    this.#out.varint(familyId);
    writeLabels(this.#out, labels);
  }

  /** Removes a series, or a family whose series are all removed. */
  removed(id: number): void {
    this.#begin(OP.removed, id);
  }

  /** Declares that no id of this range belongs to a living series or its family. Ranges have to come in ascending order. */
  gone(from: number, to: number): void {
    this.#begin(OP.gone, from);
    this.#out.varint(to);
  }

  /** Takes a series off the page until the same id is defined again. */
  suspended(id: number): void {
    this.#begin(OP.suspended, id);
  }

  /** Updates the numbers of a series to `values[offset]` up to `values[offset + count - 1]`. */
  update(id: number, values: ArrayLike<number>, offset: number, count: number): void {
    this.#begin(OP.update, id);
    this.#out.varint(count);
    for (let index = offset; index < offset + count; index++) this.#out.value(values[index] ?? Number.NaN);
  }

  /** Reports a problem of a family (`''` for none), which the primary logs and counts. */
  note(reason: string, family: string, detail: string): void {
    this.#out.u8(OP.note);
    this.#out.string(reason);
    this.#out.string(family);
    this.#out.string(detail);
  }

  /** Returns the whole frame in a buffer of its own. `flushId` replaces the header's one. To be called once a frame. */
  finish(flushId?: number): Uint8Array {
    if (flushId !== undefined) this.#out.u32(flushId, HEADER_AT.flushId);
    this.#out.u32(crc32(this.#out.view()));
    return new Uint8Array(this.#out.view());
  }

  #begin(op: number, id: number): void {
    this.#out.u8(op);
    this.#out.varint(id);
  }
}
