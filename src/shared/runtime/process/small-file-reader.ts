import { closeSync, openSync, readSync } from 'node:fs';

const INITIAL_BYTES = 4096;

/**
 * Reads short files of `/proc` and `/sys`, again and again. `readFileSync` takes twice as long in an idle process: it
 * asks for their size, is told 0, makes a buffer of 64 KiB and reads until nothing comes. A descriptor that is kept open
 * would save a third more, but it would count among the process's own, and hold a control group that is gone.
 */
export class SmallFileReader {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);

  /** The text of a file. The kernel gives as much of these as there is room for at once. @throws as `openSync` does */
  read(path: string): string {
    const descriptor = openSync(path, 'r');
    try {
      const length = this.#fill(descriptor);
      return this.#bytes.toString('latin1', 0, length);
    } finally {
      closeSync(descriptor);
    }
  }

  #fill(descriptor: number): number {
    let length = readSync(descriptor, this.#bytes, 0, this.#bytes.length, 0);
    while (length === this.#bytes.length) {
      this.#bytes = Buffer.allocUnsafeSlow(length * 2);
      length = readSync(descriptor, this.#bytes, 0, this.#bytes.length, 0);
    }
    return length;
  }
}
