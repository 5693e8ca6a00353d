import { property } from '../../basics/unknown-values.js';

/**
 * Remembers which files of `/proc` and `/sys` cannot be read in this process, as under `--permission` or in a root folder without
 * `/proc`. None of them is tried again: an error at each sweep would cost more than the reading.
 */
export class GivenUpFiles {
  readonly #paths = new Set<string>();
  #untold: { readonly path: string; readonly error: unknown }[] = [];

  /**
   * Reads a file, or returns undefined if it cannot be read now or ever.
   * @param read reads the file at `path`, or calls a function of Node that does
   * @param isExpected whether every system that is asked for the file has it. One that is not there is then told of
   * @throws the other errors of `read`, such as EMFILE
   */
  attempt<T>(path: string, read: () => T, isExpected = true): T | undefined {
    if (this.#paths.has(path)) return undefined;
    try {
      return read();
    } catch (error) {
      const code = property(error, 'code');
      if (!LASTING.includes(code)) throw error;
      this.#paths.add(path);
      if (isExpected || code !== 'ENOENT') this.#untold.push({ path, error });
      return undefined;
    }
  }

  /** Which files were given up since the last call, and the error of the first one. undefined if none was. */
  takeUntold(): { readonly paths: readonly string[]; readonly error: unknown } | undefined {
    const [first] = this.#untold;
    if (first === undefined) return undefined;
    const paths = this.#untold.map(({ path }) => path);
    this.#untold = [];
    return { paths, error: first.error };
  }
}

/**
 * Codes of reasons that stay: the file is not there, or the process may not read it. `ERR_ACCESS_DENIED` is the one of Node's own
 * permissions.
 */
const LASTING: readonly unknown[] = ['ENOENT', 'EACCES', 'EPERM', 'ERR_ACCESS_DENIED'];
