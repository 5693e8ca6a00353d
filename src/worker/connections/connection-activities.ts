import type { Socket } from 'node:net';
import { isObject, property } from '../../shared/basics/unknown-values.js';

/** Tells what the connections of a draining server are doing, by looks at them again and again. */
export class ConnectionActivities {
  readonly #quiet = new WeakMap<Socket, Quiet>();

  /** Looks at a connection. To be called for each connection that is left, at each look. */
  look(socket: Socket): Activity {
    const response = property(socket, '_httpMessage');
    if (isObject(response)) {
      this.#quiet.delete(socket);
      return property(response, 'writableEnded') === true ? 'sending' : 'left';
    }
    // A socket has a `parser` while it speaks HTTP/1, which ends with an upgrade.
    if (!isObject(property(socket, 'parser'))) return 'left';
    const bytesRead = property(socket, 'bytesRead');
    const last = this.#quiet.get(socket);
    const looks = last !== undefined && last.bytesRead === bytesRead ? last.looks + 1 : 1;
    const looksInAll = (last?.looksInAll ?? 0) + 1;
    this.#quiet.set(socket, { bytesRead, looks, looksInAll });
    if (looks > QUIET_LOOKS) return typeof bytesRead === 'number' ? 'quiet' : 'unclear';
    return looksInAll > PATIENT_LOOKS ? 'unclear' : 'recent';
  }
}

/**
 * What a connection is doing, as a drain sees it:
 * - `left`: it is left alone, because a request is in progress, or because the app has taken the connection over;
 * - `sending`: the app has ended a response that the system has not taken yet;
 * - `recent`: bytes have come within the last looks, or the connection is new;
 * - `quiet`: nothing has come for some looks: a browser has opened it in advance, or its client has no further request;
 * - `unclear`: no response is in progress, and only Node's parser knows whether a request is on its way: the stream does not count its
 *   bytes, or bytes come for long that begin no request, such as empty lines.
 */
export type Activity = 'left' | 'sending' | 'recent' | 'quiet' | 'unclear';

/** What a drain remembers of a connection that has no response in progress. */
interface Quiet {
  readonly bytesRead: unknown;
  /** Number of looks in a row in which no byte has come. */
  readonly looks: number;
  /** Number of looks since a response was in progress last, or since the first look. */
  readonly looksInAll: number;
}

/** Number of looks without a response in progress after which Node's parser is asked, although bytes come. */
const PATIENT_LOOKS = 20;

/** Number of looks without a byte after which a connection that has no request in progress is closed. */
const QUIET_LOOKS = 5;
