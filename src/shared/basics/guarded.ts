/** Wraps a listener so that it never throws into its caller. `failed` is called with the error instead. */
export function guarded<T>(listener: (value: T) => void, failed: (error: unknown) => void): (value: T) => void {
  return (value) => {
    try {
      listener(value);
    } catch (error) {
      failed(error);
    }
  };
}
