import { Child } from '../child.js';
import { goalRow } from '../goals.js';
import { LivesOfWorkers } from '../lives-of-workers.js';
import type { RestartsOrder } from '../programs/restarts.js';
import type { Effort, Row } from '../row.js';

const MEGABYTE = 1024 * 1024;
const FLAT_PERCENT = 10;
const LIVES_AT_ONCE = 10;
/** The lives before the first look fill what is kept once: heaps reach their size after some 1,000, and keep it for 3,000 more. */
const EFFORT = {
  full: { series: 1000, warmUp: 1000, restarts: 250, looks: 4 },
  quick: { series: 50, warmUp: 2, restarts: 2, looks: 2 },
};

/**
 * What the primary holds in memory, its aggregator thread included, after so many restarts of workers. The restarts
 * are those of the journal, by the entries that a supervisor makes of them: a thousand real ones would take minutes.
 */
export async function measureRestarts(effort: Effort): Promise<Row[]> {
  const { series, warmUp, restarts, looks } = EFFORT[effort];
  const lives = new LivesOfWorkers(series);
  const child = new Child('restarts', { settings: {}, execArgv: ['--expose-gc'] });
  try {
    await child.answer();
    const megabytes = [await live(child, lives, warmUp)];
    while (megabytes.length <= looks) megabytes.push(await live(child, lives, restarts));
    return [goal(megabytes, { series, restarts: restarts * looks }), ...curve(megabytes, series, restarts)];
  } finally {
    await child.close();
  }
}

/** @returns the resident memory after so many lives, in MB */
async function live(child: Child, lives: LivesOfWorkers, count: number): Promise<number> {
  for (let done = 0; done < count; done += LIVES_AT_ONCE) {
    const entries = Array.from({ length: Math.min(LIVES_AT_ONCE, count - done) }, () => lives.next()).flat();
    await child.ask<number>({ entries, isLook: false } satisfies RestartsOrder);
  }
  const bytes = await child.ask<number>({ entries: [], isLook: true } satisfies RestartsOrder);
  return bytes / MEGABYTE;
}

function goal(megabytes: readonly number[], params: Row['params']): Row {
  const ours = ((megabytes.at(-1) ?? Number.NaN) / (megabytes[0] ?? Number.NaN) - 1) * 100;
  const note = 'prom-client keeps nothing of an ended worker: its memory is flat, and its totals fall';
  const isMet = ours <= FLAT_PERCENT;
  return goalRow('restarts', { unit: '%', params, ours, peers: {}, goal: `flat (<= ${FLAT_PERCENT} %)`, isMet, note });
}

function curve(megabytes: readonly number[], series: number, restarts: number): Row[] {
  const name = 'resident memory, primary, against restarts';
  return megabytes.map((ours, look) => ({
    group: 'memory',
    name,
    unit: 'MB',
    params: { series, restarts: look * restarts },
    ours,
    peers: {},
  }));
}
