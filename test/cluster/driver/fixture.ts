import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Client, request } from 'undici';
import type { WorkerView } from '../../../src/primary/protocol/worker-view.js';
import { FixtureLines, hasEnded } from './fixture-lines.js';
import { type Page, parsePage, seriesOf, valueIn } from './scraped/scraped-page.js';
import { waitFor } from './wait-for.js';

/** A running program of `test/fixtures`: its app, its page, its cluster and its processes. */
export class Fixture {
  readonly process: ChildProcess;
  readonly #lines: FixtureLines;

  constructor(process: ChildProcess) {
    this.process = process;
    this.#lines = new FixtureLines(process);
  }

  /** Where the app listens; empty until the fixture is ready. */
  get url(): string {
    return this.#lines.urls?.app ?? '';
  }

  /** Where the page is; empty until the fixture is ready. */
  get metricsUrl(): string {
    return this.#lines.urls?.metrics ?? '';
  }

  /** All that the fixture has printed, stderr included. */
  get output(): string {
    return this.#lines.output;
  }

  /** Whether the fixture has said where it listens. */
  get isReady(): boolean {
    return this.#lines.urls !== undefined;
  }

  get hasEnded(): boolean {
    return hasEnded(this.process);
  }

  /** The text of the page; throws unless the answer is 200. @param query such as `?worker=0` */
  async scrapeText(query = ''): Promise<string> {
    const { statusCode, body } = await request(`${this.metricsUrl}${query}`);
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`The scrape answered ${statusCode}: ${text}`);
    return text;
  }

  /** The samples of the page. */
  async scrape(query = ''): Promise<Page> {
    return parsePage(await this.scrapeText(query));
  }

  /** The text of a page that misses no worker. On a busy machine a worker may miss the deadline of a scrape. */
  wholeText(): Promise<string> {
    return waitFor('a page with all workers', async () => {
      const text = await this.scrapeText();
      const page = parsePage(text);
      // The option `metrics.labels` adds labels to it.
      const [missing = 'cluster_scrape_missing_workers'] = seriesOf(page, 'cluster_scrape_missing_workers');
      return valueIn(page, missing) === 0 && text;
    });
  }

  /** The samples of a page that misses no worker. */
  async wholePage(): Promise<Page> {
    return parsePage(await this.wholeText());
  }

  /** `cluster.workers()`. */
  async workers(): Promise<WorkerView[]> {
    return (await this.#lines.call('workers')) as WorkerView[];
  }

  /** `cluster.metrics()`. */
  async metrics(): Promise<string> {
    return String(await this.#lines.call('metrics'));
  }

  /** `cluster.reload()`. */
  async reload(): Promise<void> {
    await this.#lines.call('reload');
  }

  /** The pids of the workers, slot by slot; NaN for a slot without a process. */
  async pids(): Promise<number[]> {
    return (await this.workers()).map(({ pid }) => pid ?? Number.NaN);
  }

  /** Waits until a worker is ready in a slot. @returns its pid, which is not `exceptPid` */
  readyPid(slot: number, exceptPid?: number): Promise<number> {
    return waitFor(`a worker in slot ${slot}`, async () => {
      const worker = (await this.workers()).find((view) => view.slot === slot);
      return worker?.state === 'ready' && worker.pid !== exceptPid ? worker.pid : undefined;
    });
  }

  /** Waits until every slot has a ready worker, none of them the process `pid`. */
  async untilReplaced(pid: number): Promise<void> {
    await waitFor(`the successor of ${pid}`, async () => {
      return (await this.workers()).every((worker) => worker.state === 'ready' && worker.pid !== pid);
    });
  }

  /** A GET of the app on a connection of its own, so that the primary chooses the worker anew. */
  async get(path: string): Promise<{ status: number; body: string }> {
    const client = new Client(this.url);
    try {
      const { statusCode, body } = await client.request({ path, method: 'GET' });
      return { status: statusCode, body: await body.text() };
    } finally {
      await client.destroy();
    }
  }

  /** `cluster.close()`; then the program ends. Idempotent. Kills the program and throws when it does not end. */
  async close(): Promise<void> {
    if (this.hasEnded) return;
    const leave = () => void this.process.stdin?.end();
    this.#lines.call('close').then(leave, leave);
    try {
      await waitFor('the program to end', () => this.hasEnded);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** Sends a signal to the primary and waits for its end; its workers end by themselves. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }
}
