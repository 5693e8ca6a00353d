import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_FRAME_BYTES } from '../frame/frame.js';

// What worker and aggregator say on the connections between them: messages, each with its length in front. The worker's
// first one is a greeting. By one connection it sends frames then, and nothing comes back; by another one asks come.

/** Where a worker connects to the aggregator, and who it is there. */
export interface SocketAddress {
  /** Of a Unix domain socket, or of a named pipe on Windows. */
  readonly path: string;
  /** Tells the aggregator which incarnation it is. */
  readonly token: string;
}

/** What a connection is for. */
export type Purpose = 'frames' | 'flush-requests';

/** A flush is wanted: see `FlushMessage`. */
export interface FlushRequest {
  readonly id: number;
  readonly full: boolean;
}

const LENGTH_BYTES = 4;
const ASK_BYTES = 5;
const TOKEN_BYTES = 16;

/** No greeting is longer. */
export const MAX_GREETING_BYTES = 64;

/** A path that nobody else uses. Linux knows names without a file, which leave nothing behind. */
export function newSocketPath(platform = process.platform): string {
  const name = `prom-cluster-${process.pid}-${randomBytes(8).toString('hex')}`;
  if (platform === 'linux') return `\0${name}`;
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

/** A token that nobody guesses. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('hex');
}

/** A message with its length in front. */
export function withLength(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + message.byteLength);
  bytes.writeUInt32LE(message.byteLength);
  bytes.set(message, LENGTH_BYTES);
  return bytes;
}

/** A greeting as a message. */
export function encodeGreeting(token: string, purpose: Purpose): Uint8Array {
  return Buffer.from(`${purpose} ${token}`);
}

/** What a greeting says; undefined when it is none. */
export function decodeGreeting(message: Uint8Array): { readonly token: string; readonly purpose: Purpose } | undefined {
  const [purpose, token] = Buffer.from(message).toString('latin1').split(' ');
  if (token === undefined || (purpose !== 'frames' && purpose !== 'flush-requests')) return undefined;
  return { token, purpose };
}

/** An ask as a message. */
export function encodeFlushRequest({ id, full }: FlushRequest): Uint8Array {
  const bytes = Buffer.alloc(ASK_BYTES);
  bytes.writeUInt32LE(id);
  bytes.writeUInt8(full ? 1 : 0, ASK_BYTES - 1);
  return bytes;
}

/** The ask in a message; undefined when it is none. */
export function decodeFlushRequest(message: Uint8Array): FlushRequest | undefined {
  if (message.byteLength !== ASK_BYTES) return undefined;
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  return { id: bytes.readUInt32LE(), full: bytes.readUInt8(ASK_BYTES - 1) === 1 };
}

/** Finds the messages in what comes out of a socket, piece by piece. */
export class MessageSplitter {
  /** A message that is longer makes all that follows unreadable. */
  maxBytes: number;
  readonly #length = Buffer.alloc(LENGTH_BYTES);
  #lengthRead = 0;
  #message: Buffer | undefined;
  #messageRead = 0;

  constructor(maxBytes = MAX_FRAME_BYTES) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes the next piece.
   * @param onMessage gets each message that is complete; its bytes are good during the call
   * @returns false when a message is announced that is too long: nothing after it can be read
   */
  push(piece: Buffer, onMessage: (message: Buffer) => void): boolean {
    let at = 0;
    while (at < piece.length) {
      if (this.#message !== undefined) {
        at = this.#fill(this.#message, piece, at, onMessage);
        continue;
      }
      at = this.#readLength(piece, at);
      if (this.#lengthRead < LENGTH_BYTES) return true;
      this.#lengthRead = 0;
      const length = this.#length.readUInt32LE();
      if (length > this.maxBytes) return false;
      if (at + length <= piece.length) {
        onMessage(piece.subarray(at, at + length));
        at += length;
      } else this.#message = Buffer.allocUnsafe(length);
    }
    return true;
  }

  #readLength(piece: Buffer, at: number): number {
    const copied = piece.copy(this.#length, this.#lengthRead, at);
    this.#lengthRead += copied;
    return at + copied;
  }

  #fill(message: Buffer, piece: Buffer, at: number, onMessage: (message: Buffer) => void): number {
    const copied = piece.copy(message, this.#messageRead, at);
    this.#messageRead += copied;
    if (this.#messageRead < message.length) return at + copied;
    this.#message = undefined;
    this.#messageRead = 0;
    onMessage(message);
    return at + copied;
  }
}
