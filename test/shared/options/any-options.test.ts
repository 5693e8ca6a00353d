// Values of any kind, anywhere in the options: they are resolved, or refused with a short error of the library.
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PromClusterError } from '../../../src/shared/errors.js';
import type { ResolvedOptions } from '../../../src/shared/options/options.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { anyValue, likelyOptions, type Made, spoiltOptions, strangeSections } from './arbitrary-options.js';

const test = suite('any options');
const KINDS: Record<string, fc.Arbitrary<Made>> = {
  'of any kind': anyValue,
  'that are likely': likelyOptions.map((options) => () => options),
  'with one value of any kind': spoiltOptions,
  'with sections of any kind': strangeSections,
};

for (const [what, options] of Object.entries(KINDS)) {
  test(`options ${what} are resolved, or refused with ERR_INVALID_OPTION and a short message`, () => {
    fc.assert(
      fc.property(options, (make) => {
        const resolved = resolvedOrRefused(make());
        if (resolved) checkResolved(resolved);
      }),
      { numRuns: 3000 },
    );
  });
}

test('an environment of any texts is resolved, or refused with a short message', () => {
  const variable = fc.constantFrom('WEB_CONCURRENCY', 'PORT', 'METRICS_PORT', 'METRICS_HOST');
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('9'.repeat(100_000)), fc.integer().map(String));
  fc.assert(fc.property(fc.dictionary(variable, text), (env) => void resolvedOrRefused({}, env)));
});

test.run();

function resolvedOrRefused(given: unknown, env: NodeJS.ProcessEnv = {}): ResolvedOptions | undefined {
  try {
    return resolveOptions(given, env);
  } catch (error) {
    if (!(error instanceof PromClusterError)) throw error;
    assert.is(error.code, 'ERR_INVALID_OPTION');
    assert.ok(error.message.length < 1000, `a message of ${error.message.length} characters`);
    assert.not.match(error.message, /\p{Cc}/u);
    return undefined;
  }
}

/** Resolved options are plain and whole: they are accepted again, and the aggregator thread can receive its part. */
function checkResolved(resolved: ResolvedOptions): void {
  const { logger: _, ...again } = resolveOptions(resolved, {});
  const { logger: __, ...once } = resolved;
  assert.equal(again, once);
  assert.equal(structuredClone(resolved.metrics), resolved.metrics);
}
