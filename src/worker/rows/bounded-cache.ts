/**
 * Remembers one string for each of up to `limit` keys. A further key empties the cache first. Keys in frequent use are soon
 * remembered again.
 */
export class BoundedCache {
  readonly #entries = new Map<string, string>();
  /**
   * The last entry of each slot is looked at before the map. A key that has just been read from a socket has no hash yet,
   * and a look into a map makes V8 compute the hash. A comparison with one key of the same length and end costs a quarter of that.
   */
  readonly #frontKeys = new Array<string | undefined>(FRONT_SLOTS).fill(undefined);
  readonly #frontValues = new Array<string>(FRONT_SLOTS).fill('');
  readonly #limit: number;
  readonly #maxKeyLength: number;

  constructor(limit = 1000, maxKeyLength = 256) {
    this.#limit = limit;
    this.#maxKeyLength = maxKeyLength;
  }

  /** The remembered value of a key, else the one that `make` returns. Keys longer than `maxKeyLength` are not remembered. */
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

/** Number of slots in front of the map. A power of two, so that a bit mask selects a slot. */
const FRONT_SLOTS = 512;

/** Most paths end with an id, so length and the last two characters differ between most keys. */
function slotOf(key: string): number {
  const { length } = key;
  return ((length << 5) ^ (key.charCodeAt(length - 2) << 4) ^ key.charCodeAt(length - 1)) & (FRONT_SLOTS - 1);
}
