import type { HttpConnection } from './http-connection.js';

/**
 * The connections that are open. An array whose gaps are filled from its end: a `Set` or `Map` that sockets come and go
 * in leaves outgrown tables behind, which keep closed sockets from the young generation's collector (2 us a connection).
 */
export class ConnectionList {
  readonly #all: HttpConnection[] = [];

  /** Takes a connection in. */
  add(connection: HttpConnection): void {
    connection.place = this.#all.push(connection) - 1;
  }

  /** Lets a connection go; false when it is not here (any more). */
  delete(connection: HttpConnection): boolean {
    const { place } = connection;
    if (this.#all[place] !== connection) return false;
    const last = this.#all.pop();
    if (last === undefined || last === connection) return true;
    last.place = place;
    this.#all[place] = last;
    return true;
  }

  /** Lets all go. */
  clear(): void {
    this.#all.length = 0;
  }

  [Symbol.iterator](): IterableIterator<HttpConnection> {
    return this.#all.values();
  }
}
