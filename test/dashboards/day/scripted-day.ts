import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Prometheus } from '../../cluster/driver/prometheus/prometheus.js';
import type { Rule, Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import { startFixture } from '../../cluster/driver/start-fixture.js';
import { waitFor } from '../../cluster/driver/wait-for.js';
import { rulesOfTheDay } from './day-rules.js';
import { playTrouble, type Shop, type Trouble } from './day-script.js';
import { type Answered, ShopLoad } from './shop-load.js';

/** A shop after its day, with what happened in it. */
export interface ShopDay extends Shop, Trouble, Pick<ShopLoad, 'failed' | 'connectedAt'> {
  readonly answered: readonly Answered[];
}

/** A day in small that a Prometheus has seen. All is alive until it is closed, and time goes on in it. */
export interface Day {
  /** Without a namespace, and with one. */
  readonly shops: readonly [ShopDay, ShopDay];
  /** Seconds since the epoch, of the first and of the last scrape that matter. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly prometheus: Prometheus;
  /** What an expression gives at an instant. @param at in seconds since the epoch @default the end of the day */
  query(expr: string, at?: number): Promise<Series[]>;
  /** What it gives over the day. */
  queryRange(expr: string, stepSeconds: number): Promise<Series[]>;
  /** Ends the clusters and Prometheus. */
  close(): Promise<void>;
}

/** What {@link playDay} takes. */
export interface DayOptions {
  /** Texts of rule files, which run as `rulesOfTheDay` says. @default none */
  readonly ruleFiles?: readonly string[];
  /**
   * How many scrapes, which are a second apart, see nothing happen before, between and after the blows.
   * @default 5
   */
  readonly calmScrapes?: number;
}

const WORKERS = 2;

/**
 * Runs the example shop twice, without a namespace (job `shop`) and with `gole` (job `gole-shop`), under load and in
 * trouble, until one Prometheus that scrapes both has seen all of it. Takes about a minute.
 * @throws when something of the script does not show in Prometheus; nothing is left running then
 */
export async function playDay({ ruleFiles = [], calmScrapes = 5 }: DayOptions = {}): Promise<Day> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    // In the opposite order of their start; one that fails does not keep the others running.
    const closed: PromiseSettledResult<unknown>[] = [];
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      closed.push(...(await Promise.allSettled([closer()])));
    }
    for (const result of closed) if (result.status === 'rejected') throw result.reason;
  };
  try {
    return { ...(await play({ ruleFiles, calmScrapes }, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function play(
  { ruleFiles, calmScrapes }: Required<DayOptions>,
  closers: (() => Promise<unknown>)[],
): Promise<Omit<Day, 'close'>> {
  const folder = await mkdtemp(join(tmpdir(), 'scripted-day-'));
  closers.push(() => rm(folder, { recursive: true }));
  const upstream = createServer((_request, response) => response.end('1.08')).listen(0, '127.0.0.1');
  closers.push(async () => upstream.close().closeAllConnections());
  await once(upstream, 'listening');
  const env = { SHOP_UPSTREAM: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` };

  const open = async (job: string, prefix: string, options: object): Promise<Shop> => {
    const fixture = await startFixture('shop-day', { cluster: { workers: WORKERS, ...options }, env });
    closers.push(() => fixture.close());
    return { job, prefix, fixture };
  };
  const shops = await Promise.all([open('shop', '', {}), open('gole-shop', 'gole_', { http: { namespace: 'gole' } })]);
  const jobs = Object.fromEntries(shops.map(({ job, fixture }) => [job, fixture.metricsUrl]));
  const startedAt = Date.now() / 1000;
  const prometheus = await Prometheus.startWith({ jobs, ruleFiles: await writeRules(ruleFiles, folder) });
  closers.push(() => prometheus.stop());

  const [plain, gole] = await playShops(shops, prometheus, calmScrapes);
  const endedAt = await untilEvaluated(prometheus);
  return {
    shops: [plain, gole],
    startedAt,
    endedAt,
    prometheus,
    query: (expr, at = endedAt) => prometheus.instant(expr, at),
    queryRange: (expr, stepSeconds) => prometheus.range(expr, startedAt, endedAt, stepSeconds),
  };
}

/** Both are under load until the trouble of both is over, so that neither is idle at the end of the day. */
async function playShops(
  [plain, gole]: readonly [Shop, Shop],
  prometheus: Prometheus,
  calmScrapes: number,
): Promise<[ShopDay, ShopDay]> {
  const [loadOfPlain, loadOfGole] = [new ShopLoad(plain.fixture.url), new ShopLoad(gole.fixture.url)];
  const trouble = (shop: Shop) => playTrouble(shop, prometheus, calmScrapes);
  const stop = () => Promise.all([loadOfPlain.stop(), loadOfGole.stop()]);
  try {
    const [ofPlain, ofGole] = await Promise.all([trouble(plain), trouble(gole)]);
    await stop();
    return [toDay(plain, ofPlain, loadOfPlain), toDay(gole, ofGole, loadOfGole)];
  } finally {
    await stop();
  }
}

function toDay(shop: Shop, trouble: Trouble, { answered, failed, connectedAt }: ShopLoad): ShopDay {
  return { ...shop, ...trouble, answered, failed, connectedAt };
}

function writeRules(texts: readonly string[], folder: string): Promise<string[]> {
  const write = async (text: string, index: number): Promise<string> => {
    const path = join(folder, `rules-${index}.yml`);
    await writeFile(path, rulesOfTheDay(text));
    return path;
  };
  return Promise.all(texts.map(write));
}

/** @returns the time of a scrape, in seconds, after which every rule has been evaluated */
async function untilEvaluated(prometheus: Prometheus): Promise<number> {
  const asked = Date.now() / 1000;
  const scraped = await waitFor('a last scrape', async () => {
    const at = await prometheus.value('min(timestamp(up))');
    return at !== undefined && at > asked && at;
  });
  const isEvaluated = ({ lastEvaluation }: Rule) => Date.parse(lastEvaluation) / 1000 > scraped;
  await waitFor('the rules', async () => (await prometheus.rules()).every(isEvaluated));
  return scraped;
}
