import type { SocketExchanges } from './socket-exchanges.js';

/**
 * The sockets that are open. The list is an array in which the last element fills each gap. A `Set` or `Map` that sockets
 * enter and leave drops outgrown tables, which keep closed sockets from the young generation's collector: 2 us a socket.
 */
export class SocketList {
  readonly #all: SocketExchanges[] = [];

  /** Adds a socket. */
  add(socket: SocketExchanges): void {
    socket.place = this.#all.push(socket) - 1;
  }

  /** Removes a socket. @returns false when the list does not have it (any more) */
  delete(socket: SocketExchanges): boolean {
    const { place } = socket;
    if (this.#all[place] !== socket) return false;
    const last = this.#all.pop();
    if (last === undefined || last === socket) return true;
    last.place = place;
    this.#all[place] = last;
    return true;
  }

  /** Removes all sockets. */
  clear(): void {
    this.#all.length = 0;
  }

  [Symbol.iterator](): IterableIterator<SocketExchanges> {
    return this.#all.values();
  }
}
