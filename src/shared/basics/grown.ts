/** Copies a typed array to the beginning of a longer one of the same kind, and returns the longer one. */
export function grown<T extends NumberArray>(from: NumberArray, to: T): T {
  to.set(from);
  return to;
}

type NumberArray = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;
