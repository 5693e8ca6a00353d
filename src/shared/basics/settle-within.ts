/** Waits for a promise, but for `limitMs` at most. The promise goes on, unheard. */
export async function settleWithin(promise: Promise<unknown>, limitMs: number): Promise<void> {
  const { promise: limit, resolve } = deferred();
  // Not unref'd: the wait is short and a process that ends meanwhile would not flush.
  const timer = setTimeout(resolve, limitMs);
  try {
    await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
