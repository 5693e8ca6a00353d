import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LibraryName } from '../../peers/libraries.js';
import { READY_METRIC } from '../programs/announce.js';
import type { RunnableScenario } from '../scenario/scenario.js';
import { giveOrder } from './orders.js';
import { type Sample, samplesOf, totalOf } from './samples.js';
import { type Scrape, scrapeOnce } from './scrape.js';

/** How long anything else that should happen may take. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 20;

/** A worker, as it announced itself. */
export interface WorkerProcess {
  readonly slot: number;
  readonly pid: number;
  readonly port: number;
}

/** A line of one of the processes. */
export type Words = Readonly<Record<string, unknown>>;

/** A running cluster of one library with one scenario's app: real processes, which can be scraped, told and killed. */
export class ClusterUnderTest {
  /** How many workers there are meant to be. */
  readonly size: number;
  /** Whatever its processes announced, in order. */
  readonly heard: Words[] = [];
  /** All that else they printed, stderr included. */
  output = '';
  readonly #primary: ChildProcess;
  readonly #primaryEnded: Promise<unknown>;
  readonly #isOpenMetrics: boolean;

  constructor(library: LibraryName, scenario: RunnableScenario, node: string) {
    this.size = scenario.workers ?? 2;
    this.#isOpenMetrics = scenario.isOpenMetrics ?? false;
    this.#primary = spawn(node, [fileURLToPath(new URL('../programs/program.js', import.meta.url))], {
      env: { ...process.env, COMPARE_LIBRARY: library, COMPARE_SCENARIO: scenario.id },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#primaryEnded = once(this.#primary, 'exit');
    for (const stream of [this.#primary.stdout, this.#primary.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#hear(line));
    }
  }

  /** Waits until the primary and all workers have announced themselves and the page shows every worker. */
  async start(): Promise<void> {
    await this.until('the cluster to be ready', () => {
      if (this.#hasEnded) throw new Error(`The program ended:\n${this.output}`);
      return this.#primaryWords() !== undefined && this.workers().length === this.size;
    });
    await this.scrapeUntil((samples) => totalOf(samples, READY_METRIC) === this.size);
  }

  /** The latest process in each slot, in order of the slots. */
  workers(): WorkerProcess[] {
    const latest = new Map<number, WorkerProcess>();
    for (const { slot, pid, port } of this.heard) {
      if (typeof slot !== 'number' || typeof pid !== 'number' || typeof port !== 'number') continue;
      latest.set(slot, { slot, pid, port });
    }
    return [...latest.values()].sort((left, right) => left.slot - right.slot);
  }

  /** The latest process in a slot. */
  worker(slot: number): WorkerProcess {
    const worker = this.workers()[slot];
    if (worker === undefined) throw new Error(`There is no worker in slot ${slot}`);
    return worker;
  }

  /** Has a worker do what its app calls by this name. */
  tell(slot: number, name: string): Promise<unknown> {
    return giveOrder(this.worker(slot).port, name);
  }

  /** Has every worker do it. */
  tellAll(name: string): Promise<unknown[]> {
    return Promise.all(this.workers().map(({ port }) => giveOrder(port, name)));
  }

  /** Has the primary fork a worker that loads no library, and waits for it. */
  async addStranger(): Promise<void> {
    await this.#tellPrimary('stranger');
    await this.until('the stranger', () => this.heard.some(({ stranger }) => stranger === true));
  }

  /** Replaces every worker as gracefully as the library can, and waits for the successors. */
  async restart(): Promise<void> {
    const before = this.workers();
    await this.#tellPrimary('restart');
    await this.until('the successors', () => this.workers().every(({ pid }, slot) => pid !== before[slot]?.pid));
    await this.until('the predecessors to end', () => before.every(({ pid }) => this.endOf(pid) !== undefined));
  }

  /** Sends a worker SIGKILL. */
  kill(slot: number): void {
    process.kill(this.worker(slot).pid, 'SIGKILL');
  }

  /** How a worker has ended; undefined while it has not. */
  endOf(pid: number): Words | undefined {
    return this.heard.find(({ ended }) => ended === pid);
  }

  /** One GET of the page, as {@link scrapeOnce} does it. */
  scrape(): Promise<Scrape> {
    return scrapeOnce({
      url: String(this.#primaryWords()?.['metricsUrl']),
      isOpenMetrics: this.#isOpenMetrics,
      whyItFailed: (error) => this.#whyItFailed(error),
    });
  }

  /** Scrapes until the page is as wished, the primary ends, or patience does. Resolves with the last scrape. */
  async scrapeUntil(isWished: (samples: Sample[]) => boolean): Promise<Scrape> {
    const deadline = performance.now() + PATIENCE_MS;
    while (true) {
      const scrape = await this.scrape();
      if (this.#hasEnded || isWished(samplesOf(scrape.text)) || performance.now() > deadline) return scrape;
      await delay(LOOK_MS);
    }
  }

  /** Looks until the condition holds. Throws when patience ends. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!condition()) {
      if (performance.now() > deadline)
        throw new Error(`Waited ${PATIENCE_MS} ms in vain for ${what}.\n${this.output}`);
      await delay(LOOK_MS);
    }
  }

  /** Kills all that it started. Idempotent. */
  async close(): Promise<void> {
    this.killAll();
    await this.#primaryEnded;
    // Those that had not announced themselves end with their primary's channel.
    this.killAll();
  }

  /** The part of {@link ClusterUnderTest.close} for a process that is ending itself. */
  killAll(): void {
    this.#primary.kill('SIGKILL');
    // One that hangs would outlive its primary.
    for (const { pid, ended } of this.heard) {
      if (typeof pid !== 'number' || ended !== undefined || pid === this.#primary.pid) continue;
      if (this.endOf(pid) === undefined) killIfAlive(pid);
    }
  }

  get #hasEnded(): boolean {
    return this.#primary.exitCode !== null || this.#primary.signalCode !== null;
  }

  async #whyItFailed(error: unknown): Promise<string> {
    // Its connection breaks a moment before a process has ended.
    await Promise.race([this.#primaryEnded, delay(LOOK_MS * 10)]);
    if (!this.#hasEnded) return error instanceof Error ? error.message : String(error);
    return `the primary ended: ${/^\w*Error.*/m.exec(this.output)?.[0] ?? this.#primary.exitCode}`;
  }

  #tellPrimary(name: string): Promise<unknown> {
    return giveOrder(Number(this.#primaryWords()?.['port']), name);
  }

  #primaryWords(): Words | undefined {
    return this.heard.find(({ metricsUrl }) => metricsUrl !== undefined);
  }

  #hear(line: string): void {
    if (line.startsWith('{"compare":true')) this.heard.push(JSON.parse(line));
    else this.output += `${line}\n`;
  }
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with its primary.
  }
}
