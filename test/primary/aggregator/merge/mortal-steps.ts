import fc from 'fast-check';

/** One thing that happens to a random cluster whose aggregator thread can crash. */
export type MortalStep =
  /** A worker counts. Nobody knows yet. */
  | { readonly kind: 'count'; readonly slot: number; readonly amount: number }
  /** A worker writes frames that are not read before its next flush. It may be seen from outside in between. */
  | { readonly kind: 'write'; readonly slot: number }
  /** A worker sends what changed, by its socket or by way of the main loop. A lost frame does not arrive. */
  | { readonly kind: 'flush'; readonly slot: number; readonly way: 'socket' | 'main loop' | 'lost' | 'unmerged' }
  /** The worker does not answer a scrape. The kernel may be behind the worker by a part of what it has counted. */
  | { readonly kind: 'outside'; readonly slot: number; readonly known: number }
  /** The worker ends. Its last frame may come after the main loop has told of the end; the thread may crash before it merges that. */
  | { readonly kind: 'end'; readonly slot: number; readonly hasLastFrame: boolean; readonly isUnmerged: boolean }
  /** The app of a worker gives series up, or a metric does not answer. They come back when the worker counts. */
  | { readonly kind: 'reset' | 'suspend'; readonly slot: number }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'crash' };

/** Number of slots with a worker. */
export const MORTAL_SLOTS = 2;

const slot = fc.nat(MORTAL_SLOTS - 1);
const count = fc.record({ kind: fc.constant('count' as const), slot, amount: fc.integer({ min: 1, max: 100 }) });
const write = fc.record({ kind: fc.constant('write' as const), slot });
const flush = fc.record({
  kind: fc.constant('flush' as const),
  slot,
  way: fc.constantFrom('socket', 'main loop', 'lost', 'unmerged'),
});
const outside = fc.record({
  kind: fc.constant('outside' as const),
  slot,
  known: fc.constantFrom(0, 0.3, 0.9, 0.95, 1),
});
const away = fc.record({ kind: fc.constantFrom('reset', 'suspend'), slot });
const end = fc.record({
  kind: fc.constant('end' as const),
  slot,
  hasLastFrame: fc.boolean(),
  isUnmerged: fc.boolean(),
});

/** Steps of a random cluster. */
export const mortalSteps: fc.Arbitrary<MortalStep[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: count },
    { weight: 2, arbitrary: write },
    { weight: 4, arbitrary: flush },
    { weight: 4, arbitrary: outside },
    { weight: 2, arbitrary: end },
    { weight: 2, arbitrary: away },
    { weight: 1, arbitrary: fc.constant({ kind: 'checkpoint' } as const) },
    { weight: 2, arbitrary: fc.constant({ kind: 'crash' } as const) },
  ),
  // Without a size, fast-check draws some ten steps: too few for a checkpoint, a crash and a frame after an outside value.
  { minLength: 1, maxLength: 60, size: 'max' },
);
