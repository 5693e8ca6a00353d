/** Whether a value can have properties of its own: an object or a function, and not null. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** A property of a value of which nothing is known; undefined where the value has none, or where its getter throws. */
export function property(value: unknown, name: PropertyKey): unknown {
  if (!isObject(value)) return undefined;
  try {
    return Reflect.get(value, name);
  } catch {
    // The value is the app's: Express 4 throws at `app.router`, for example.
    return undefined;
  }
}
