import { setTimeout as delay } from 'node:timers/promises';
import { type Library, type LibraryName, OURS } from '../peers/libraries.js';
import { ClusterUnderTest } from './cluster/cluster-under-test.js';
import type { Outcome, RunnableScenario } from './scenario/scenario.js';

/** Longer than any scenario takes; what goes over has failed. */
const SCENARIO_LIMIT_MS = 40_000;

/** How every library stood in one scenario. */
export interface Row {
  readonly id: string;
  readonly name: string;
  readonly expected: string;
  readonly outcomes: Readonly<Partial<Record<LibraryName, Outcome>>>;
}

/** The Node that the clusters run on. */
export interface NodeBinary {
  readonly path: string;
  /** Such as `v22.14.0`. */
  readonly version: string;
}

/** Runs one scenario with each library, one after another. */
export async function compare(
  scenario: RunnableScenario,
  libraries: readonly Library[],
  node: NodeBinary,
): Promise<Row> {
  const outcomes: Partial<Record<LibraryName, Outcome>> = {};
  for (const library of libraries) outcomes[library.name] = await outcomeOf(library, scenario, node);
  const { id, name, expected } = scenario;
  return { id, name, expected, outcomes };
}

/** The scenarios that this library claims to pass and did not. */
export function brokenClaims(scenarios: readonly RunnableScenario[], rows: readonly Row[]): string[] {
  const claimed = scenarios.filter(({ notClaimed }) => notClaimed === undefined).map(({ id }) => id);
  return rows.filter(({ id, outcomes }) => claimed.includes(id) && !outcomes[OURS]?.passes).map(({ id }) => id);
}

async function outcomeOf(library: Library, scenario: RunnableScenario, node: NodeBinary): Promise<Outcome> {
  const major = Number(/\d+/.exec(node.version)?.[0]);
  if (major < library.minNode) {
    return {
      passes: null,
      observed: `needs Node ${library.minNode} or later, this is ${node.version}: use --node PATH`,
    };
  }
  const cluster = new ClusterUnderTest(library.name, scenario, node.path);
  // What is not closed in order, because this process ends early, is killed with it.
  const stop = () => cluster.killAll();
  process.once('exit', stop);
  try {
    await cluster.start();
    return await withinLimit(scenario.run(cluster));
  } catch (error) {
    return {
      passes: false,
      observed: `could not be finished: ${error instanceof Error ? error.message : String(error)}`,
    };
  } finally {
    await cluster.close();
    process.off('exit', stop);
  }
}

async function withinLimit(running: Promise<Outcome>): Promise<Outcome> {
  const ended = new AbortController();
  const observed = `not finished after ${SCENARIO_LIMIT_MS / 1000} s`;
  const limit = delay(SCENARIO_LIMIT_MS, { passes: false, observed }, { signal: ended.signal });
  try {
    return await Promise.race([running, limit]);
  } finally {
    limit.catch(() => undefined);
    ended.abort();
  }
}
