// The messages between primary and workers on the IPC channel of `node:cluster`, and their guards. The app's own messages
// use the same channel.
import { property } from '../basics/unknown-values.js';
import { MAX_FRAME_BYTES } from '../frame/frame.js';

/** A message that a worker sends to the primary. */
export type FromWorker = FrameMessage | ReadyMessage | FailedMessage | PongMessage;

/** A message that the primary sends to a worker. */
export type FromPrimary = FlushMessage | CloseMessage | PingMessage;

/** The beginning of the `type` of every message of this library. All other messages are the app's own. */
export const MESSAGE_PREFIX = 'prom-cluster:';

/**
 * One frame, which cannot go by the socket to the aggregator. The bytes are in base64, so that they survive every
 * serialization that the app may have chosen for its channel.
 */
export interface FrameMessage {
  readonly type: 'prom-cluster:frame';
  readonly base64: string;
}

/** The app listens. */
export interface ReadyMessage {
  readonly type: 'prom-cluster:ready';
  /** The port on which the app's server really listens. 0 if it listens on a path. */
  readonly port: number;
  /** The path of a Unix domain socket or of a named pipe: absolute, or `@name` for an abstract socket. @default it has a port */
  readonly path?: string;
  readonly protocol: 'http' | 'https';
}

/** The app could not be started. The worker ends after this message. */
export interface FailedMessage {
  readonly type: 'prom-cluster:failed';
  readonly error: { readonly name: string; readonly message: string; readonly stack?: string; readonly code?: string };
}

/** The answer to a {@link PingMessage}. */
export interface PongMessage {
  readonly type: 'prom-cluster:pong';
}

/** Flush now. `full` requests every definition and value again. */
export interface FlushMessage {
  readonly type: 'prom-cluster:flush';
  /** The number of the scrape, which the last frame of the flush carries. 0 when no scrape waits for the flush. */
  readonly id: number;
  readonly full: boolean;
}

/** Drain, flush and end. */
export interface CloseMessage {
  readonly type: 'prom-cluster:close';
}

/** Answer with a {@link PongMessage} as a sign of life. A flush is no such sign: it waits for the app's own `collect()`. */
export interface PingMessage {
  readonly type: 'prom-cluster:ping';
}

/** The `type` of a message of this library, or undefined for the app's own messages. */
export function libraryMessageType(message: unknown): string | undefined {
  const type = property(message, 'type');
  return typeof type === 'string' && type.startsWith(MESSAGE_PREFIX) ? type : undefined;
}

/** Whether a value is a {@link FromPrimary} message. */
export function isFromPrimary(message: unknown): message is FromPrimary {
  switch (libraryMessageType(message)) {
    case 'prom-cluster:flush':
      return isWhole(property(message, 'id'), MAX_FLUSH_ID) && typeof property(message, 'full') === 'boolean';
    case 'prom-cluster:close':
    case 'prom-cluster:ping':
      return true;
    default:
      return false;
  }
}

/** Whether a value is a {@link FromWorker} message. The bytes of a frame are checked where the frame is decoded. */
export function isFromWorker(message: unknown): message is FromWorker {
  switch (libraryMessageType(message)) {
    case 'prom-cluster:frame':
      return typeof property(message, 'base64') === 'string';
    case 'prom-cluster:ready':
      return (
        isWhole(property(message, 'port'), MAX_PORT) &&
        isProtocol(property(message, 'protocol')) &&
        isPathIfGiven(property(message, 'path'))
      );
    case 'prom-cluster:failed':
      return typeof property(property(message, 'error'), 'message') === 'string';
    case 'prom-cluster:pong':
      return true;
    default:
      return false;
  }
}

/** The bytes of a frame. Of one that is too long, no more are decoded than show that it is. */
export function frameBytes({ base64 }: FrameMessage): Uint8Array {
  return Buffer.from(base64.slice(0, MAX_BASE64_LENGTH), 'base64');
}

/** Length of the longest frame in base64, and of the shortest frame that is too long: three bytes are four characters. */
const MAX_BASE64_LENGTH = 4 * Math.ceil((MAX_FRAME_BYTES + 1) / 3);

function isProtocol(value: unknown): boolean {
  return value === 'http' || value === 'https';
}

function isPathIfGiven(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value !== '' && value.length <= MAX_PATH_LENGTH);
}

/** Maximum length of a path, in characters. A Unix domain socket has up to 108, a named pipe up to 256. */
const MAX_PATH_LENGTH = 4096;

/** A frame's header has four bytes for the number of a scrape. */
const MAX_FLUSH_ID = 0xffffffff;

const MAX_PORT = 0xffff;

/** Whether a value is a whole number from 0 to `most`. */
function isWhole(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}
