/** Makes a value. fast-check looks into the values that it generates, and some of these throw then. */
export type Made = () => unknown;

/** Values that a program could give by mistake: some throw when they are read, some are huge. */
export function oddValues(): Made[] {
  class Config {
    port = 0;
  }
  const traps = ['get', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'has'];
  const targets = [() => ({ port: 0 }), () => [1], () => () => 0, () => /x/];
  const proxies = targets.flatMap((target) =>
    traps.map((trap) => () => new Proxy(target(), { [trap]: () => fail(new Error('trap')) })),
  );
  const revocable = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const others = [
    () => new Config(),
    () => Object.create(RegExp.prototype),
    () => Promise.resolve(1),
    () => new URL('http://a'),
    () => Symbol('s'.repeat(100_000)),
    () => 'x'.repeat(100_000),
    () => '\u0000\n\ud800',
    () => 10n ** 10_000n,
    () => ({ [Symbol.toStringTag]: 'x'.repeat(100_000) }),
    () => ({ ['x'.repeat(100_000)]: 1 }),
    () => ({ [Symbol('key')]: 1 }),
    () => ({ toString: () => fail(1), message: { toString: 1 } }),
    () => new Array(1e9),
    () => async () => '/x',
    () => /(?:)/gimsuy,
  ];
  return [...proxies, revocable, ...others];
}

/** Throws anything. */
export function fail(what: unknown): never {
  throw what;
}
