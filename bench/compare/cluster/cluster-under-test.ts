import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { LibraryName } from '../../report/library-names.js';
import { latestWorkers, type Words, type WorkerProcess } from './announcements.js';
import { messageOf } from './message-of.js';
import { giveOrder } from './orders.js';
import { READY_METRIC } from './ready-metric.js';
import { type Sample, samplesOf, totalOf } from './samples.js';
import { type Scrape, scrapeOnce } from './scrape.js';

/** Time after which the driver stops waiting for an event that should happen. A scrape has a limit of its own. */
const PATIENCE_MS = 10_000;
/** Time between two looks at a condition. */
const LOOK_MS = 20;

/** A running cluster of one library with the app of one scenario. Its processes are real ones. */
export class ClusterUnderTest {
  /** Number of workers that the cluster is started with. */
  readonly size: number;
  /** All lines that the processes printed for the driver, in order. */
  readonly heard: Words[] = [];
  /** All other lines that the processes printed, stderr included. */
  output = '';
  readonly #primary: ChildProcess;
  readonly #primaryEnded: Promise<unknown>;
  readonly #isOpenMetrics: boolean;

  constructor({ library, scenario, program, node }: ClusterSettings) {
    this.size = scenario.workers;
    this.#isOpenMetrics = scenario.isOpenMetrics;
    this.#primary = spawn(node, [program], {
      env: { ...process.env, COMPARE_LIBRARY: library, COMPARE_SCENARIO: scenario.id },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#primaryEnded = once(this.#primary, 'exit');
    for (const stream of [this.#primary.stdout, this.#primary.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#hear(line));
    }
  }

  /** Waits until the primary and all workers have announced themselves and the page has merged every worker. */
  async start(): Promise<void> {
    await this.until('the cluster to be ready', () => {
      if (this.#hasEnded) throw new Error(`The program ended:\n${this.output}`);
      return this.#primaryWords() !== undefined && this.workers().length === this.size;
    });
    await this.scrapeUntil((samples) => totalOf(samples, READY_METRIC) === this.size);
  }

  /** The latest process of each slot, by slot. */
  workers(): WorkerProcess[] {
    return latestWorkers(this.heard);
  }

  /** The latest process of a slot. */
  worker(slot: number): WorkerProcess {
    const worker = this.workers()[slot];
    if (worker === undefined) throw new Error(`There is no worker in slot ${slot}`);
    return worker;
  }

  /** Gives a worker an order of its app. @returns the answer */
  tell(slot: number, name: string): Promise<unknown> {
    return giveOrder(this.worker(slot).port, name);
  }

  /** Gives every worker an order of its app. @returns the answers */
  tellAll(name: string): Promise<unknown[]> {
    return Promise.all(this.workers().map(({ port }) => giveOrder(port, name)));
  }

  /** Orders the primary to fork a worker that loads no library, and waits for that worker. */
  async addStranger(): Promise<void> {
    await this.#tellPrimary('stranger');
    await this.until('the stranger', () => this.heard.some(({ stranger }) => stranger === true));
  }

  /** Orders the primary to replace every worker gracefully, and waits until all predecessors have ended. */
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

  /** How a process ended; undefined while the process runs. */
  endOf(pid: number): Words | undefined {
    return this.heard.find(({ ended }) => ended === pid);
  }

  /** Scrapes the page once, by {@link scrapeOnce}. */
  scrape(): Promise<Scrape> {
    return scrapeOnce({
      url: String(this.#primaryWords()?.['metricsUrl']),
      isOpenMetrics: this.#isOpenMetrics,
      whyItFailed: (error) => this.#whyItFailed(error),
    });
  }

  /** Scrapes until the page is as wished, the primary has ended or time is up. @returns the last scrape */
  async scrapeUntil(isWished: (samples: Sample[]) => boolean): Promise<Scrape> {
    const deadline = performance.now() + PATIENCE_MS;
    while (true) {
      const scrape = await this.scrape();
      if (this.#hasEnded || isWished(samplesOf(scrape.text)) || performance.now() > deadline) return scrape;
      await delay(LOOK_MS);
    }
  }

  /** Looks until the condition holds. Throws after {@link PATIENCE_MS}. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!condition()) {
      if (performance.now() > deadline)
        throw new Error(`Waited ${PATIENCE_MS} ms in vain for ${what}.\n${this.output}`);
      await delay(LOOK_MS);
    }
  }

  /** Kills all processes of the cluster. Idempotent. */
  async close(): Promise<void> {
    this.killAll();
    await this.#primaryEnded;
    // Workers that announced themselves in the meantime. All others end when their channel to the primary closes.
    this.killAll();
  }

  /** The synchronous part of {@link ClusterUnderTest.close}, for a driver that is ending. */
  killAll(): void {
    this.#primary.kill('SIGKILL');
    // A worker that hangs outlives its primary.
    for (const { pid, ended } of this.heard) {
      if (typeof pid !== 'number' || ended !== undefined || pid === this.#primary.pid) continue;
      if (this.endOf(pid) === undefined) killIfAlive(pid);
    }
  }

  get #hasEnded(): boolean {
    return this.#primary.exitCode !== null || this.#primary.signalCode !== null;
  }

  async #whyItFailed(error: unknown): Promise<string> {
    // The connection to a process breaks a moment before the process has ended.
    await Promise.race([this.#primaryEnded, delay(LOOK_MS * 10)]);
    if (!this.#hasEnded) return messageOf(error);
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
    // The process ended with its primary.
  }
}

/** How a cluster is started. */
export interface ClusterSettings {
  readonly library: LibraryName;
  readonly scenario: { readonly id: string; readonly workers: number; readonly isOpenMetrics: boolean };
  /** Path of the program that every process of the cluster runs. */
  readonly program: string;
  /** Path of the Node binary. */
  readonly node: string;
}
