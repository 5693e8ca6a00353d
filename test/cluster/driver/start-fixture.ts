import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ClusterOptions } from '../../../src/index.js';
import { OPTIONS_VARIABLE } from '../../fixtures/run-fixture.js';
import { Fixture } from './fixture.js';
import { waitFor } from './wait-for.js';

/** How a fixture is started. */
export interface FixtureOptions {
  /** Options of `startCluster` that win over the fixture's own; they have to survive JSON. */
  readonly cluster?: ClusterOptions;
  readonly env?: NodeJS.ProcessEnv;
  /** Flags of Node, which the workers get too. @default none */
  readonly flags?: readonly string[];
}

/** Starts the fixture of this name and waits until its cluster is ready. Throws with its output when it ends before. */
export async function startFixture(name: string, options: FixtureOptions = {}): Promise<Fixture> {
  const fixture = spawnFixture(name, options);
  await waitFor(`${name} to be ready`, () => {
    if (fixture.hasEnded) throw new Error(`${name} ended before it was ready:\n${fixture.output}`);
    return fixture.isReady;
  });
  return fixture;
}

/** Starts the fixture of this name for as long as `use` takes, and closes it, however `use` ends. */
export async function withFixture<T>(
  name: string,
  options: FixtureOptions,
  use: (fixture: Fixture) => Promise<T>,
): Promise<T> {
  const fixture = await startFixture(name, options);
  try {
    return await use(fixture);
  } finally {
    await fixture.close();
  }
}

/**
 * Starts the fixture of this name and does not wait.
 * @param name an app, `*-app`, is in `test/fixtures/apps`, anything else in `test/fixtures/situations`
 */
export function spawnFixture(name: string, { cluster = {}, env = {}, flags = [] }: FixtureOptions = {}): Fixture {
  const folder = name.endsWith('-app') ? 'apps' : 'situations';
  const program = fileURLToPath(new URL(`../../fixtures/${folder}/${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [...flags, program], {
    env: { ...process.env, [OPTIONS_VARIABLE]: JSON.stringify(cluster), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  const killIt = () => child.kill('SIGKILL');
  process.once('exit', killIt);
  child.once('exit', () => process.off('exit', killIt));
  return new Fixture(child);
}
