import os from 'node:os';
import { PRIMARY_SLOT } from '../model/identity.js';
import { invalidOption } from './given-values.js';
import { resolveHttpClient } from './http-client-options.js';
import { DURATION_BUCKETS, resolveHttp } from './http-options.js';
import { resolveMetrics } from './metrics-options.js';
import { boolean, type Check, callback, host, integer, MAX_TIMER_MS, port } from './option-checks.js';
import { OptionSection } from './option-section.js';
import type { ClusterOptions, ResolvedOptions, Scheduling } from './options.js';
import { familyPatterns, libraryNames } from './pattern-checks.js';
import { consoleLogger, logger } from './safe-logger.js';

/**
 * Checks a user's options and fills in the defaults. Environment variables replace the options that the user left out.
 * @param env provides `WEB_CONCURRENCY`, `PORT`, `METRICS_PORT` and `METRICS_HOST`. An empty variable counts as unset
 * @throws PromClusterError ERR_INVALID_OPTION
 */
export function resolveOptions(options: unknown, env: NodeJS.ProcessEnv): ResolvedOptions {
  const given = new OptionSection('', options === undefined ? {} : options, KEYS);
  const http = resolveHttp(given);
  const httpClient = resolveHttpClient(given, http === false ? DURATION_BUCKETS : http.durationBuckets);
  return {
    workers:
      given.optional('workers', workerCount) ??
      numberFromEnv(env, 'WEB_CONCURRENCY', workerCount) ??
      os.availableParallelism(),
    port: given.optional('port', port) ?? numberFromEnv(env, 'PORT', port) ?? 3000,
    host: given.optional('host', host),
    scheduling: given.optional('scheduling', scheduling) ?? 'round-robin',
    flushIntervalMs: given.optional('flushIntervalMs', integer(10, 60_000, 'an integer from 10 to 60000')) ?? 1000,
    shutdownTimeoutMs: given.optional('shutdownTimeoutMs', shutdownTimeout) ?? 10_000,
    metrics: resolveMetrics(given, {
      port: () => numberFromEnv(env, 'METRICS_PORT', port) ?? 9464,
      host: () => fromEnv(env, 'METRICS_HOST', host) ?? '127.0.0.1',
    }),
    http,
    httpClient,
    runtime: { allocation: given.section('runtime', ['allocation']).optional('allocation', boolean) ?? false },
    registries: given.optional('registries', callback<NonNullable<ClusterOptions['registries']>>()),
    perWorker: given.optional('perWorker', familyPatterns(libraryNames(http, httpClient !== false))) ?? [],
    restart: resolveRestart(given),
    logger: given.optional('logger', logger) ?? consoleLogger(),
  };
}

const KEYS = [
  'workers',
  'port',
  'host',
  'scheduling',
  'flushIntervalMs',
  'shutdownTimeoutMs',
  'metrics',
  'http',
  'httpClient',
  'runtime',
  'registries',
  'perWorker',
  'restart',
  'logger',
] as const satisfies readonly (keyof ResolvedOptions)[];

const workerCount = integer(1, PRIMARY_SLOT - 1, 'a positive integer');

// The primary kills a worker one second after this timeout, and needs a timer that long.
const shutdownTimeout = integer(0, MAX_TIMER_MS - 1000, 'an integer of at least 0');

// A garbage collection or a large JSON can take some hundred ms. The requests of a worker must not end for that.
const hungAfter = integer(1000, MAX_TIMER_MS, 'an integer of at least 1000');

function resolveRestart(parent: OptionSection): ResolvedOptions['restart'] {
  const given = parent.section('restart', ['minDelayMs', 'maxDelayMs', 'hungAfterMs']);
  // With a delay of 0, a worker that dies at its start would be forked again and again without a pause.
  const delay = integer(1, MAX_TIMER_MS, 'a positive integer');
  const minDelayMs = given.optional('minDelayMs', delay) ?? Math.min(100, given.optional('maxDelayMs', delay) ?? 100);
  const maxDelayMs = given.optional('maxDelayMs', delay) ?? Math.max(30_000, minDelayMs);
  if (maxDelayMs < minDelayMs) {
    throw invalidOption('restart.maxDelayMs', `at least \`restart.minDelayMs\` (${minDelayMs})`, maxDelayMs);
  }
  return { minDelayMs, maxDelayMs, hungAfterMs: given.optional('hungAfterMs', hungAfter) };
}

function numberFromEnv(env: NodeJS.ProcessEnv, variable: string, check: Check<number>): number | undefined {
  // Number() accepts texts that no person means as a number (` `, `0x10`, `1e3`). The check gets such a text, and rejects it.
  return fromEnv(env, variable, (name, value) => check(name, /^\d+$/.test(String(value)) ? Number(value) : value));
}

function fromEnv<T>(env: NodeJS.ProcessEnv, variable: string, check: Check<T>): T | undefined {
  const value = env[variable];
  return value === undefined || value === '' ? undefined : check(`the environment variable ${variable}`, value);
}

const scheduling: Check<Scheduling> = (name, value) => {
  if (value === 'round-robin' || value === 'kernel') return value;
  throw invalidOption(name, "'round-robin' or 'kernel'", value);
};
