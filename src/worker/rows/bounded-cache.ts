const FRONT_SLOTS = 512;

/** Remembers up to `limit` strings by key, then begins anew: what is asked for often comes back at once. */
export class BoundedCache {
  readonly #entries = new Map<string, string>();
  /**
   * The last entry of each slot, in front of the map: a key that has just been read from a socket has no hash yet, and
   * a map would have V8 compute it. Comparing it with one key of the same length and end costs a quarter of that.
   */
  readonly #frontKeys = new Array<string | undefined>(FRONT_SLOTS).fill(undefined);
  readonly #frontValues = new Array<string>(FRONT_SLOTS).fill('');
  readonly #limit: number;
  readonly #maxKeyLength: number;

  constructor(limit = 1000, maxKeyLength = 256) {
    this.#limit = limit;
    this.#maxKeyLength = maxKeyLength;
  }

  /** The value of a key, made and remembered when it is not there; a very long key is never remembered. */
  get(key: string, make: (key: string) => string): string {
    const slot = slotOf(key);
    const front = this.#frontKeys[slot] === key ? this.#frontValues[slot] : undefined;
    return front ?? this.#getBehind(slot, key, make);
  }

  #getBehind(slot: number, key: string, make: (key: string) => string): string {
    const known = this.#entries.get(key);
    const value = known ?? make(key);
    if (key.length > this.#maxKeyLength) return value;
    if (known === undefined) this.#remember(key, value);
    this.#frontKeys[slot] = key;
    this.#frontValues[slot] = value;
    return value;
  }

  #remember(key: string, value: string): void {
    if (this.#entries.size >= this.#limit) {
      this.#entries.clear();
      this.#frontKeys.fill(undefined);
    }
    this.#entries.set(key, value);
  }
}

/** Ids stand at the end of most paths: the last two characters tell most keys of one length apart. */
function slotOf(key: string): number {
  const { length } = key;
  return ((length << 5) ^ (key.charCodeAt(length - 2) << 4) ^ key.charCodeAt(length - 1)) & (FRONT_SLOTS - 1);
}
