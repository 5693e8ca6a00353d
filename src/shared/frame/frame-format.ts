import type { FamilyDefinition } from '../model/family.js';
import type { FrameUpdates } from './frame-updates.js';
import type { LabelBytes } from './label-bytes.js';

// The wire format of a frame: a header, records, and a checksum. The writer and the reader of frames share these numbers.

/** Version of the wire format. A frame of another version is rejected. */
export const FRAME_VERSION = 3;
/** Maximum length of a frame. A longer frame is rejected unread. */
export const MAX_FRAME_BYTES = 4 * 1024 * 1024;

/** Maximum number of characters of each text in a note. A worker cuts a longer text off. */
export const MAX_NOTE_LENGTH = 500;

/** The characters `PCF1`, read as a little-endian number. */
export const MAGIC = 0x31464350;
/** The offset of each field in a frame. */
export const HEADER_AT = {
  magic: 0,
  version: 4,
  slot: 5,
  incarnation: 7,
  sequence: 11,
  flushId: 15,
  takenAt: 19,
  droppedSeries: 27,
} as const;
/** Length of a frame's header. */
export const HEADER_BYTES = 31;
/** Length of the checksum at a frame's end: the CRC-32 of all bytes before it. */
export const CHECKSUM_BYTES = 4;
/** The CRC-32 of a whole frame. It is the same for all bytes that end with the CRC-32 of the bytes before. */
export const WHOLE_CHECKSUM = 0x2144df1c;
/** The first byte of a record. */
export const OP = { family: 1, series: 2, removed: 3, update: 4, note: 5, gone: 6, suspended: 7 } as const;
/** The scopes of families. On the wire a scope is its index in this list. */
export const SCOPES = ['merged', 'worker'] as const;

/** The fields in front of a frame's records. */
export interface FrameHeader {
  readonly slot: number;
  readonly incarnation: number;
  /** Number of the frame within its incarnation, from 1. */
  readonly sequence: number;
  /** The number of the scrape that waits for this frame. 0 if no scrape does. */
  readonly flushId: number;
  /** Time at which the values were read, in ms, by the monotonic clock of the machine (`monotonicMs`). */
  readonly takenAt: number;
  /** Number of series that the worker has beyond its limit. */
  readonly droppedSeries: number;
}

/** The ids from `from` to `to`, both included. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/** The records of a frame by kind. They have to be applied in the order of these properties. */
export interface FrameRecords {
  /** Ids of removed series, and of removed families. An incarnation never uses an id again. */
  readonly removed: number[];
  /**
   * Ids that belong to no living series and to no family of one, in ascending order. A worker sends these ranges when
   * frames with removals may not have arrived.
   */
  readonly gone: IdRange[];
  /**
   * Ids of series that have no values for the time being. They leave the page, and the same id can be defined again: its values
   * then go on from those that came before.
   */
  readonly suspended: number[];
  readonly families: { readonly id: number; readonly definition: FamilyDefinition }[];
  readonly series: { readonly id: number; readonly familyId: number; readonly labelBytes: LabelBytes }[];
  readonly updates: FrameUpdates;
  readonly notes: { readonly reason: string; readonly family: string; readonly detail: string }[];
}

/** A decoded frame. */
export interface Frame {
  readonly header: FrameHeader;
  readonly records: FrameRecords;
}

/** Why bytes are not accepted as a frame. */
export type RejectReason = 'not_bytes' | 'too_large' | 'truncated' | 'magic' | 'version' | 'checksum' | 'malformed';
