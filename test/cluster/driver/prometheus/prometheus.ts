import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { waitFor } from '../wait-for.js';
import {
  type QueryData,
  type QueryResult,
  type Rule,
  type Sample,
  type Series,
  sampleOf,
  toSeries,
} from './prometheus-answer.js';

/** One series that a query found, without its name and without the labels `job` and `instance`. */
export interface Found {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What {@link Prometheus.startWith} takes. */
export interface PrometheusOptions {
  /** The page that each job scrapes, by the name of the job. */
  readonly jobs: Readonly<Record<string, string>>;
  /** Paths of rule files, evaluated every second. @default none */
  readonly ruleFiles?: readonly string[];
  /** How long it waits for a page. @default 1s */
  readonly scrapeTimeout?: string;
}

/** A real Prometheus that scrapes every second. */
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

  /** Starts the program of the PATH for one page, and waits until it answers. */
  static start(metricsUrl: string): Promise<Prometheus> {
    return Prometheus.startWith({ jobs: { app: metricsUrl } });
  }

  /** Starts the program of the PATH for several jobs and with rules, and waits until it answers. */
  static async startWith(options: PrometheusOptions): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'prometheus-test-'));
    // YAML takes JSON as it is.
    await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(configOf(options)));
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

  /** All that an expression gives at an instant, in seconds since the epoch. @default now */
  async instant(query: string, at = Date.now() / 1000): Promise<Series[]> {
    const { resultType, result } = await this.#get<QueryData>('query', { query, time: `${at}` });
    if (resultType === 'scalar') return [{ labels: {}, samples: [sampleOf(result)] }];
    return result.map(toSeries);
  }

  /** All that an expression gives between two instants, in seconds since the epoch. */
  async range(query: string, start: number, end: number, stepSeconds: number): Promise<Series[]> {
    const parameters = { query, start: `${start}`, end: `${end}`, step: `${stepSeconds}` };
    return (await this.#get<{ result: QueryResult[] }>('query_range', parameters)).result.map(toSeries);
  }

  /** The labels of every series that it has. */
  series(): Promise<Readonly<Record<string, string>>[]> {
    return this.#get('series', { 'match[]': '{__name__=~".+"}' });
  }

  /** The rules of its files. */
  async rules(): Promise<Rule[]> {
    const { groups } = await this.#get<{ groups: { rules: Rule[] }[] }>('rules', {});
    return groups.flatMap(({ rules }) => rules);
  }

  /** Ends it, and removes what it stored. */
  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #query(query: string): Promise<QueryResult[]> {
    return (await this.#get<{ result: QueryResult[] }>('query', { query })).result;
  }

  async #get<T>(path: string, parameters: Record<string, string>): Promise<T> {
    const { body } = await request(`${this.#url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = (await body.json()) as { error?: string; data?: T };
    if (answer.data === undefined) throw new Error(`${parameters['query'] ?? path}: ${answer.error}`);
    return answer.data;
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

function configOf({ jobs, ruleFiles = [], scrapeTimeout = '1s' }: PrometheusOptions): object {
  return {
    global: { scrape_interval: '1s', scrape_timeout: scrapeTimeout, evaluation_interval: '1s' },
    rule_files: ruleFiles,
    scrape_configs: Object.entries(jobs).map(([name, metricsUrl]) => {
      const { host, pathname } = new URL(metricsUrl);
      return { job_name: name, metrics_path: pathname, static_configs: [{ targets: [host] }] };
    }),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
