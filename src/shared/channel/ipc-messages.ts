/** The `type` of every message of ours on the IPC channel begins so; all others are the app's own. */
export const MESSAGE_PREFIX = 'prom-cluster:';

/**
 * Worker to primary: one encoded flush, or a part of it, that cannot go by the socket. In base64, so that it survives whatever
 * serialization the app has chosen for its channel.
 */
export interface FrameMessage {
  readonly type: 'prom-cluster:frame';
  readonly base64: string;
}

/** Worker to primary: the app listens. */
export interface ReadyMessage {
  readonly type: 'prom-cluster:ready';
  /** The port the app's server really has. */
  readonly port: number;
  readonly protocol: 'http' | 'https';
}

/** Worker to primary: the app could not be started; the worker ends after this. */
export interface FailedMessage {
  readonly type: 'prom-cluster:failed';
  readonly error: { readonly name: string; readonly message: string; readonly stack?: string; readonly code?: string };
}

/** Worker to primary: the answer to a {@link PingMessage}. */
export interface PongMessage {
  readonly type: 'prom-cluster:pong';
}

/** Primary to worker: send a flush now. `full` asks for every definition and value again. */
export interface FlushMessage {
  readonly type: 'prom-cluster:flush';
  /** The scrape's number; the last frame of the answer carries it. 0 when nobody waits. */
  readonly id: number;
  readonly full: boolean;
}

/** Primary to worker: drain, flush, end. */
export interface CloseMessage {
  readonly type: 'prom-cluster:close';
}

/** Primary to worker: show that you live. A flush would not do: it waits for the app's own `collect()`. */
export interface PingMessage {
  readonly type: 'prom-cluster:ping';
}

export type FromWorker = FrameMessage | ReadyMessage | FailedMessage | PongMessage;
export type FromPrimary = FlushMessage | CloseMessage | PingMessage;

/** The `type` of a message of ours, or undefined for the app's own messages. */
export function ownMessageType(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  const { type } = message;
  return typeof type === 'string' && type.startsWith(MESSAGE_PREFIX) ? type : undefined;
}

/** Guards a {@link FromPrimary} message. */
export function isFromPrimary(message: unknown): message is FromPrimary {
  switch (ownMessageType(message)) {
    case 'prom-cluster:flush': {
      const { id, full } = message as Partial<FlushMessage>;
      return typeof id === 'number' && typeof full === 'boolean';
    }
    case 'prom-cluster:close':
    case 'prom-cluster:ping':
      return true;
    default:
      return false;
  }
}

/** Guards a {@link FromWorker} message. The bytes of a frame are checked where they are decoded. */
export function isFromWorker(message: unknown): message is FromWorker {
  switch (ownMessageType(message)) {
    case 'prom-cluster:frame':
      return typeof (message as Partial<FrameMessage>).base64 === 'string';
    case 'prom-cluster:ready': {
      const { port, protocol } = message as Partial<ReadyMessage>;
      return typeof port === 'number' && (protocol === 'http' || protocol === 'https');
    }
    case 'prom-cluster:failed': {
      const { error } = message as Partial<FailedMessage>;
      return typeof error === 'object' && error !== null && typeof error.message === 'string';
    }
    case 'prom-cluster:pong':
      return true;
    default:
      return false;
  }
}
