import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Reads short files of `/proc` and `/sys` again and again. `readFileSync` takes twice as long in an idle process: the size of
 * these files is 0, so it makes a buffer of 64 KiB and reads until nothing is left. A descriptor that stays open would save
 * another third of the time, but it would count as one of the process's descriptors, and keep a removed control group alive.
 */
export class SmallFileReader {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);

  /**
   * Reads the text of a file. The kernel fills the buffer in one call if the file has that many bytes.
   * @throws as `openSync` does
   */
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

const INITIAL_BYTES = 4096;
