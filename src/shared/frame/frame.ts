// What other folders use of frames: the encoded flushes of a worker.
export {
  FRAME_VERSION,
  type Frame,
  type FrameHeader,
  type FrameRecords,
  type IdRange,
  MAX_FRAME_BYTES,
  type RejectReason,
} from './frame-format.js';
export { decodeFrame } from './frame-reader.js';
export { FrameUpdates } from './frame-updates.js';
export { FrameWriter } from './frame-writer.js';
