import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Library } from '../peers/libraries.js';
import type { Outcome, ScenarioResult } from '../report/compare-report.js';
import { OURS } from '../report/library-names.js';
import { ClusterUnderTest } from './cluster/cluster-under-test.js';
import { messageOf } from './cluster/message-of.js';
import type { RunnableScenario } from './scenario/scenario.js';

/** Time after which a scenario has failed: more than any scenario takes. */
const SCENARIO_LIMIT_MS = 40_000;
const PROGRAM = fileURLToPath(new URL('./programs/program.js', import.meta.url));

/** The Node that the clusters run on. */
export interface NodeBinary {
  readonly path: string;
  /** Such as `v22.14.0`. */
  readonly version: string;
}

/** Runs one scenario with each library, one library after another. */
export async function compare(
  scenario: RunnableScenario,
  libraries: readonly Library[],
  node: NodeBinary,
): Promise<ScenarioResult> {
  const outcomes: Record<string, Outcome> = {};
  for (const library of libraries) outcomes[library.name] = await outcomeOf(library, scenario, node);
  const { id, name, expected } = scenario;
  return { id, name, expected, outcomes };
}

/** The ids of the scenarios that this library claims to pass and did not pass. */
export function brokenClaims(scenarios: readonly RunnableScenario[], results: readonly ScenarioResult[]): string[] {
  const claimed = scenarios.filter(({ notClaimed }) => notClaimed === undefined).map(({ id }) => id);
  return results.filter(({ id, outcomes }) => claimed.includes(id) && !outcomes[OURS]?.passes).map(({ id }) => id);
}

async function outcomeOf(library: Library, scenario: RunnableScenario, node: NodeBinary): Promise<Outcome> {
  const major = Number(/\d+/.exec(node.version)?.[0]);
  if (major < library.minNode) {
    return {
      passes: null,
      observed: `needs Node ${library.minNode} or later, this is ${node.version}: use --node PATH`,
    };
  }
  const cluster = new ClusterUnderTest({ library: library.name, scenario, program: PROGRAM, node: node.path });
  // The driver may end early, and then closes nothing.
  const stop = () => cluster.killAll();
  process.once('exit', stop);
  try {
    await cluster.start();
    return await withinLimit(scenario.run(cluster));
  } catch (error) {
    return {
      passes: false,
      observed: `could not be finished: ${messageOf(error)}`,
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
