/** Whether a value can have properties of its own. Objects and functions can, null cannot. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Whether a value is an object whose properties can be read by name. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Reads a property of a value of unknown type. Returns undefined if the value has no such property, or if its getter throws. */
export function property(value: unknown, name: PropertyKey): unknown {
  if (!isObject(value)) return undefined;
  try {
    return Reflect.get(value, name);
  } catch {
    // The value is the app's, and any getter can throw: Express 4 throws at `app.router`.
    return undefined;
  }
}
