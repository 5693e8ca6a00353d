import type { FamilyDefinition } from '../model/family.js';
import type { FrameUpdates } from './frame-updates.js';
import type { LabelBytes } from './label-bytes.js';

/** The version of the wire format; a frame of another one is rejected. */
export const FRAME_VERSION = 1;
/** A frame longer than this is rejected unread. */
export const MAX_FRAME_BYTES = 4 * 1024 * 1024;

/** `PCF1`, read as a little-endian number. */
export const MAGIC = 0x31464350;
/** Where what stands in a frame's header, counted from its first byte. */
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
/** How long a frame's header is. */
export const HEADER_BYTES = 31;
/** How long a frame's end is: the CRC-32 of all before it. */
export const CHECKSUM_BYTES = 4;
/** The CRC-32 of a whole frame, as of anything that ends with the CRC-32 of what stands before it. */
export const WHOLE_CHECKSUM = 0x2144df1c;
/** The first byte of a record. */
export const OP = { family: 1, series: 2, removed: 3, update: 4, note: 5, gone: 6 } as const;
/** A family's scope on the wire is its place in this list. */
export const SCOPES = ['merged', 'worker'] as const;

/** What stands in front of a frame's records. */
export interface FrameHeader {
  readonly slot: number;
  readonly incarnation: number;
  /** 1 for an incarnation's first frame, then one more each frame. */
  readonly sequence: number;
  /** The scrape this frame completes the answer to, else 0. */
  readonly flushId: number;
  /** When the values were read, in ms since the epoch. */
  readonly takenAt: number;
  /** How many series the worker has beyond its limit, now. */
  readonly droppedSeries: number;
}

/** Ids from one to another one, both included. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/** A frame's records by kind, to be applied in the order of the properties. */
export interface FrameRecords {
  /** Ids of series, or of families whose series are gone. Ids are never used again in an incarnation. */
  readonly removed: number[];
  /** Ids of which none is a living series' or its family's, ascending: said where it is not sure that removals arrived. */
  readonly gone: IdRange[];
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

/** Why bytes were not taken as a frame. */
export type RejectReason = 'not_bytes' | 'too_large' | 'truncated' | 'magic' | 'version' | 'checksum' | 'malformed';
