import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, request } from 'undici';
import type { ClusterOptions, WorkerView } from '../../src/index.js';
import { OPTIONS_VARIABLE } from '../fixtures/run-fixture.js';
import { type Page, parsePage, valueIn } from './page.js';

/** How long anything that should happen may take; a test that waits longer has failed. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 20;

/** What {@link startFixture} takes. */
export interface FixtureOptions {
  /** Over the fixture's own options of `startCluster`; must survive JSON. */
  readonly cluster?: ClusterOptions;
  readonly env?: NodeJS.ProcessEnv;
}

/** A fixture's words to the driver. */
type Words = { readonly [key: string]: unknown };

/** A running program of `test/fixtures`. */
export class Fixture {
  readonly process: ChildProcess;
  url = '';
  metricsUrl = '';
  /** All that it has printed, stderr included. */
  output = '';
  readonly #answers = new Map<number, (words: Words) => void>();
  #asked = 0;
  #wasTold = false;

  constructor(process: ChildProcess) {
    this.process = process;
    for (const stream of [process.stdout, process.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#hear(line));
    }
  }

  /** Whether it has said where it listens. */
  get isReady(): boolean {
    return this.#wasTold;
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** The text of the page; throws unless the answer is 200. @param query such as `?worker=0` */
  async scrapeText(query = ''): Promise<string> {
    const { statusCode, body } = await request(`${this.metricsUrl}${query}`);
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`The scrape answered ${statusCode}: ${text}`);
    return text;
  }

  /** The text of a page to which all workers have answered: on a busy machine one may not, within a scrape's deadline. */
  wholeText(): Promise<string> {
    return waitFor('a page with all workers', async () => {
      const text = await this.scrapeText();
      return valueIn(parsePage(text), 'cluster_scrape_missing_workers') === 0 && text;
    });
  }

  /** The samples of a page to which all workers have answered. */
  async wholePage(): Promise<Page> {
    return parsePage(await this.wholeText());
  }

  /** The samples of the page. */
  async scrape(query = ''): Promise<Page> {
    return parsePage(await this.scrapeText(query));
  }

  /** `cluster.workers()`. */
  async workers(): Promise<WorkerView[]> {
    return (await this.#call('workers')) as WorkerView[];
  }

  /** `cluster.metrics()`. */
  async metrics(): Promise<string> {
    return String(await this.#call('metrics'));
  }

  /** `cluster.reload()`. */
  async reload(): Promise<void> {
    await this.#call('reload');
  }

  /** The pid of the worker that is ready in a slot; waits for it, and for another one than `exceptPid`. */
  readyPid(slot: number, exceptPid?: number): Promise<number> {
    return waitFor(`a worker in slot ${slot}`, async () => {
      const worker = (await this.workers()).find((view) => view.slot === slot);
      return worker?.state === 'ready' && worker.pid !== exceptPid ? worker.pid : undefined;
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

  /** `cluster.close()`; then the program ends. Idempotent. Throws when it does not end, and kills it. */
  async close(): Promise<void> {
    if (this.hasEnded) return;
    const leave = () => void this.process.stdin?.end();
    this.#call('close').then(leave, leave);
    try {
      await waitFor('the program to end', () => this.hasEnded);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** Kills the primary; its workers end by themselves. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }

  #call(name: 'workers' | 'metrics' | 'reload' | 'close'): Promise<unknown> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`The fixture ended:\n${this.output}`));
      if (this.hasEnded) return fail();
      this.process.once('exit', fail);
      this.#answers.set(id, ({ value, error }) => {
        this.process.off('exit', fail);
        if (error === undefined) resolve(value);
        else reject(new Error(String(error)));
      });
      this.process.stdin?.write(`${JSON.stringify({ id, call: name })}\n`);
    });
  }

  #hear(line: string): void {
    const words = line.startsWith('{"fixture":true') ? (JSON.parse(line) as Words) : undefined;
    if (typeof words?.['id'] === 'number') {
      this.#answers.get(words['id'])?.(words);
      this.#answers.delete(words['id']);
      return;
    }
    this.output += `${line}\n`;
    if (typeof words?.['url'] !== 'string') return;
    this.url = words['url'];
    this.metricsUrl = String(words['metricsUrl']);
    this.#wasTold = true;
  }
}

/** Starts `test/fixtures/<name>.ts` and waits until its cluster is ready. Throws with its output when it ends before. */
export async function startFixture(name: string, options: FixtureOptions = {}): Promise<Fixture> {
  const fixture = spawnFixture(name, options);
  await waitFor(`${name} to be ready`, () => {
    if (fixture.hasEnded) throw new Error(`${name} ended before it was ready:\n${fixture.output}`);
    return fixture.isReady;
  });
  return fixture;
}

/** Starts `test/fixtures/<name>.ts` for as long as `use` takes, and closes it, however `use` ends. */
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

/** Starts `test/fixtures/<name>.ts` and does not wait. */
export function spawnFixture(name: string, { cluster = {}, env = {} }: FixtureOptions = {}): Fixture {
  const program = fileURLToPath(new URL(`../fixtures/${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, [OPTIONS_VARIABLE]: JSON.stringify(cluster), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  const killIt = () => child.kill('SIGKILL');
  process.once('exit', killIt);
  child.once('exit', () => process.off('exit', killIt));
  return new Fixture(child);
}

/**
 * Looks until the condition holds.
 * @returns its first value that is neither undefined nor false
 * @throws what it throws, or, when patience ends, `what` did not come
 */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const value = await condition();
    if (value !== undefined && value !== false) return value as Exclude<T, undefined | false>;
    await delay(LOOK_MS);
  }
  throw new Error(`Waited ${patienceMs} ms in vain for ${what}.`);
}
