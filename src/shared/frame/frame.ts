// The part of this folder that other folders use. A frame is a flush of a worker, or a part of one, as bytes.
export {
  FRAME_VERSION,
  type Frame,
  type FrameHeader,
  type FrameRecords,
  type IdRange,
  MAX_FRAME_BYTES,
  MAX_NOTE_LENGTH,
  type RejectReason,
} from './frame-format.js';
export { decodeFrame } from './frame-reader.js';
export { FrameUpdates } from './frame-updates.js';
export { FrameWriter } from './frame-writer.js';
