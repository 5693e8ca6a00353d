import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_FRAME_BYTES } from '../frame/frame.js';

// The messages on the sockets between a worker and the aggregator. A worker has two connections, and opens each with a greeting:
// - `frames`: the worker sends frames, and the aggregator sends nothing;
// - `flush-requests`: the aggregator sends requests for a flush, and the worker sends nothing.
// Each message follows its length, which is a 32-bit little-endian number.

/** Where a worker connects to the aggregator, and how the aggregator recognises the worker. */
export interface SocketAddress {
  /** The path of a Unix domain socket, or of a named pipe on Windows. */
  readonly path: string;
  /** A secret that belongs to one incarnation. */
  readonly token: string;
}

/** The purpose of a connection. */
export type Purpose = 'frames' | 'flush-requests';

/** A request for a flush, as `FlushMessage` is one on the IPC channel. */
export interface FlushRequest {
  /** The number of the scrape, which the last frame of the flush carries. */
  readonly id: number;
  /** Whether every definition and value is sent again. */
  readonly full: boolean;
}

const LENGTH_BYTES = 4;
const FLUSH_REQUEST_BYTES = 5;
const TOKEN_BYTES = 16;

/** Maximum length of a greeting. */
export const MAX_GREETING_BYTES = 64;

/** Makes a path that no other process uses. On Linux the path is an abstract name, which leaves no file behind. */
export function newSocketPath(platform = process.platform): string {
  const name = `prom-cluster-${process.pid}-${randomBytes(8).toString('hex')}`;
  if (platform === 'linux') return `\0${name}`;
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

/** Makes a token that cannot be guessed. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('hex');
}

/** Puts the length of a message in front of the message. */
export function withLength(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + message.byteLength);
  bytes.writeUInt32LE(message.byteLength);
  bytes.set(message, LENGTH_BYTES);
  return bytes;
}

/** Encodes a greeting. */
export function encodeGreeting(token: string, purpose: Purpose): Uint8Array {
  return Buffer.from(`${purpose} ${token}`);
}

/** Decodes a greeting. Returns undefined for any other message. */
export function decodeGreeting(message: Uint8Array): { readonly token: string; readonly purpose: Purpose } | undefined {
  const [purpose, token] = Buffer.from(message).toString('latin1').split(' ');
  if (token === undefined || (purpose !== 'frames' && purpose !== 'flush-requests')) return undefined;
  return { token, purpose };
}

/** Encodes a request for a flush. */
export function encodeFlushRequest({ id, full }: FlushRequest): Uint8Array {
  const bytes = Buffer.alloc(FLUSH_REQUEST_BYTES);
  bytes.writeUInt32LE(id);
  bytes.writeUInt8(full ? 1 : 0, FLUSH_REQUEST_BYTES - 1);
  return bytes;
}

/** Decodes a request for a flush. Returns undefined for a message of another length. */
export function decodeFlushRequest(message: Uint8Array): FlushRequest | undefined {
  if (message.byteLength !== FLUSH_REQUEST_BYTES) return undefined;
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  return { id: bytes.readUInt32LE(), full: bytes.readUInt8(FLUSH_REQUEST_BYTES - 1) === 1 };
}

/** Splits the pieces that are read from a socket into messages. */
export class MessageSplitter {
  /** Maximum length of a message. After a longer one nothing can be read. */
  maxBytes: number;
  readonly #length = Buffer.alloc(LENGTH_BYTES);
  #lengthRead = 0;
  #message: Buffer | undefined;
  #messageRead = 0;

  constructor(maxBytes = MAX_FRAME_BYTES) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads the next piece.
   * @param onMessage is called with each complete message. The bytes are valid during the call only
   * @returns false if the next message is longer than {@link maxBytes}
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
