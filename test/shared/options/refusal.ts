import * as assert from 'uvu/assert';
import { PromClusterError } from '../../../src/shared/errors.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';

/** The error with which options are refused. Throws if they are accepted, or if anything else is thrown. */
export function refusal(options: unknown, env: NodeJS.ProcessEnv = {}): PromClusterError {
  try {
    resolveOptions(options, env);
  } catch (error) {
    if (!(error instanceof PromClusterError)) throw error;
    assert.is(error.code, 'ERR_INVALID_OPTION');
    assert.ok(error.message.length < 1000, 'the message is long');
    return error;
  }
  throw new Error('accepted');
}
