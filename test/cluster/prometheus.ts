import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { waitFor } from './driver.js';

/** One sample: seconds since the epoch, and the value. */
export type Sample = readonly [at: number, value: number];

/** One series that a query found, without its name, and the labels that all have. */
export interface Found {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A real Prometheus that scrapes one page every second. */
export class Prometheus {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #url: string;
  #output = '';

  private constructor(process: ChildProcess, folder: string, url: string) {
    this.#process = process;
    this.#folder = folder;
    this.#url = url;
    process.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#output += chunk;
    });
  }

  /** Starts the program of the PATH, and waits until it answers. */
  static async start(metricsUrl: string): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'prometheus-test-'));
    const { host, pathname } = new URL(metricsUrl);
    const config = {
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [{ job_name: 'app', metrics_path: pathname, static_configs: [{ targets: [host] }] }],
    };
    // YAML takes JSON as it is.
    await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
    const address = `127.0.0.1:${await freePort()}`;
    const flags = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ];
    const child = spawn('prometheus', flags, { stdio: ['ignore', 'ignore', 'pipe'] });
    process.once('exit', () => child.kill('SIGKILL'));
    const prometheus = new Prometheus(child, folder, `http://${address}`);
    await waitFor('Prometheus', () => prometheus.#isReady());
    return prometheus;
  }

  /** The value of a query that gives one number; undefined when it gives none. */
  async value(query: string): Promise<number | undefined> {
    const [found] = await this.#query(query);
    return found?.value === undefined ? undefined : Number(found.value[1]);
  }

  /** All series that a query finds now. */
  async vector(query: string): Promise<Found[]> {
    const found = await this.#query(query);
    return found.map(({ metric: { __name__, instance, job, ...labels }, value }) => ({
      labels,
      value: Number(value?.[1]),
    }));
  }

  /** The samples that a selector with a range (`name[1m]`) finds, of its first series. */
  async samples(query: string): Promise<Sample[]> {
    const [found] = await this.#query(query);
    return (found?.values ?? []).map(([at, value]) => [at, Number(value)]);
  }

  /** The names of the series that a selector finds. */
  async names(selector: string): Promise<string[]> {
    const found = await this.#query(`count by (__name__) (${selector})`);
    return found.map(({ metric }) => metric['__name__'] ?? '');
  }

  /** Ends it, and removes what it stored. */
  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #query(query: string): Promise<QueryResult[]> {
    const { body } = await request(`${this.#url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const answer = (await body.json()) as { status: string; error?: string; data?: { result: QueryResult[] } };
    if (answer.data === undefined) throw new Error(`${query}: ${answer.error}`);
    return answer.data.result;
  }

  async #isReady(): Promise<boolean> {
    if (this.#process.exitCode !== null) throw new Error(`Prometheus ended:\n${this.#output}`);
    try {
      const { statusCode, body } = await request(`${this.#url}/-/ready`);
      await body.dump();
      return statusCode === 200;
    } catch {
      // It does not listen yet.
      return false;
    }
  }
}

interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
