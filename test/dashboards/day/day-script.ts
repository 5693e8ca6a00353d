import type { Fixture } from '../../cluster/driver/fixture.js';
import type { Prometheus } from '../../cluster/driver/prometheus/prometheus.js';
import { waitFor } from '../../cluster/driver/wait-for.js';
import { KINDS_OF_ANSWERS } from './shop-load.js';

/** One cluster of the day, as a job of Prometheus. */
export interface Shop {
  readonly job: string;
  /** What the variable `namespace` holds: nothing, or a namespace with its underscore. */
  readonly prefix: string;
  readonly fixture: Fixture;
}

/** When something was done to the worker of a slot, in seconds since the epoch. */
export interface Blow {
  readonly slot: number;
  readonly at: number;
}

/** What happened to the workers. */
export interface Trouble {
  /** Killed with SIGKILL. */
  readonly killed: Blow;
  /** Brought into a loop without end, and replaced by the primary. */
  readonly hung: Blow;
  /** When the reload of all workers was asked for, and when it had ended, in seconds since the epoch. */
  readonly reload: { readonly from: number; readonly to: number };
}

const KILLED_SLOT = 0;
const HUNG_SLOT = 1;
/** What has to show may have to wait for a window of the allocation profiler, which is 10 s and more. */
const PATIENCE_MS = 90_000;

/**
 * Makes the trouble of the day in a shop under load. Ends when Prometheus has seen it, and a cluster that is well again.
 * @param calmScrapes how many scrapes, at least, see nothing happen before the kill, between it and the hang, and after
 */
export async function playTrouble(shop: Shop, prometheus: Prometheus, calmScrapes: number): Promise<Trouble> {
  const seen = (what: string, query: string) =>
    waitFor(
      `${what} (${query})`,
      async () => (await prometheus.value(query.replaceAll('JOB', `job="${shop.job}"`))) === 1,
      PATIENCE_MS,
    );
  const { prefix } = shop;
  const calm = async (): Promise<void> => {
    const scrapes = await prometheus.value(`count_over_time(up{job="${shop.job}"}[1h])`);
    await seen('a calm time', `count_over_time(up{JOB}[1h]) >= bool ${(scrapes ?? 0) + calmScrapes}`);
  };
  const bothServe = `min(increase(${prefix}http_worker_requests_total{JOB}[5s])) > bool 4`;
  await seen(
    'every kind of answer',
    `count(rate(${prefix}http_request_count_total{JOB}[1m])) >= bool ${KINDS_OF_ANSWERS}`,
  );
  await seen(
    'outbound requests',
    `count(rate(${prefix}http_client_request_duration_seconds_count{JOB}[1m])) >= bool 2`,
  );
  await seen('collections', 'min(nodejs_gc_reclaimed_bytes_total{JOB,worker!="primary"}) > bool 0');
  await seen('load on both workers', bothServe);
  await calm();

  const killed = await kill(shop);
  await seen('the kill', `max(cluster_worker_restarts_total{JOB,reason="signal",worker="${killed.slot}"}) == bool 1`);
  await seen('the successor', 'min(cluster_worker_up{JOB}) == bool 1');
  await seen('load on the successor', bothServe);
  await calm();

  const hung = await hang(shop);
  await seen(
    'a scrape without the hung worker',
    'max(max_over_time(cluster_scrape_missing_workers{JOB}[5m])) >= bool 1',
  );
  await seen(
    'the replacement',
    `max(cluster_worker_restarts_total{JOB,reason="hung",worker="${hung.slot}"}) == bool 1`,
  );
  await seen('two starts', 'sum(changes(process_start_time_seconds{JOB}[5m])) == bool 2');
  await seen('the cluster well again', 'min(cluster_worker_up{JOB}) == bool 1');
  await seen('load on all again', bothServe);
  await calm();

  const from = Date.now() / 1000;
  await shop.fixture.reload();
  const reload = { from, to: Date.now() / 1000 };
  await seen('the reload', 'sum(cluster_worker_restarts_total{JOB,reason="reload"}) == bool 2');
  await seen('load on the reloaded', bothServe);
  await calm();
  return { killed, hung, reload };
}

async function kill({ fixture }: Shop): Promise<Blow> {
  const pid = await fixture.readyPid(KILLED_SLOT);
  process.kill(pid, 'SIGKILL');
  const at = Date.now() / 1000;
  await fixture.readyPid(KILLED_SLOT, pid);
  return { slot: KILLED_SLOT, at };
}

/** Asks on new connections until one leads to the worker that is meant, which says so before it hangs. */
async function hang({ fixture }: Shop): Promise<Blow> {
  await waitFor('a worker to hang', async () => (await fixture.get(`/hang?slot=${HUNG_SLOT}`)).status === 202);
  return { slot: HUNG_SLOT, at: Date.now() / 1000 };
}
