/** A listener that never throws into whoever calls it; what it would have thrown goes to `failed`. */
export function guarded<T>(listener: (value: T) => void, failed: (error: unknown) => void): (value: T) => void {
  return (value) => {
    try {
      listener(value);
    } catch (error) {
      failed(error);
    }
  };
}
