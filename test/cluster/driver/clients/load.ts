import { Client } from 'undici';

const LANES = 4;
/** Number of requests after which a lane opens a new connection, so that each worker, however new, gets its share. */
const REQUESTS_PER_CONNECTION = 25;

/**
 * Time after which a request without an answer has failed. node:cluster loses a connection whose handle is on its way to a
 * worker that dies: nobody answers or closes it, and it would keep its lane for ever. The time is long enough for a slow
 * machine: a request that is given up counts as a 499.
 */
const GIVEN_UP_AFTER_MS = 10_000;

/** What {@link Load} takes besides its URL. */
export interface LoadOptions {
  /** Time after which a request without an answer has failed. @default 10000 */
  readonly givenUpAfterMs?: number;
}

/** Options for a load under which workers are killed: a lost connection costs little time. */
export const SOON_GIVEN_UP: LoadOptions = { givenUpAfterMs: 2000 };

/** One complete answer. */
interface Answer {
  readonly pid: number;
  /** `performance.timeOrigin + performance.now()`: milliseconds since the epoch. */
  readonly at: number;
}

/** Sends requests without pause over several connections, and counts the answers. No request is sent twice. */
export class Load {
  /** Number of requests without a complete answer: the worker may have counted them, or not. */
  failed = 0;
  readonly #url: string;
  readonly #clientOptions: Client.Options;
  readonly #answers: Answer[] = [];
  readonly #byPath = new Map<string, number>();
  readonly #byPid = new Map<number, number>();
  readonly #lanes: Promise<void>[];
  #isStopped = false;

  /** Starts at once. */
  constructor(url: string, { givenUpAfterMs = GIVEN_UP_AFTER_MS }: LoadOptions = {}) {
    this.#url = url;
    this.#clientOptions = { pipelining: 1, headersTimeout: givenUpAfterMs };
    this.#lanes = Array.from({ length: LANES }, () => this.#drive('/'));
  }

  /** Number of all answers. */
  get answered(): number {
    return this.#answers.length;
  }

  /** Number of answers to requests of a path. */
  answeredOn(path: string): number {
    return this.#byPath.get(path) ?? 0;
  }

  /** Number of answers of one process. */
  answeredBy(pid: number): number {
    return this.#byPid.get(pid) ?? 0;
  }

  /** Number of answers after `from` and not after `to`, in ms since the epoch. @param pid counts those of one process only */
  answeredBetween(from: number, to: number, pid?: number): number {
    return this.#answers.filter((answer) => answer.at > from && answer.at <= to && (pid ?? answer.pid) === answer.pid)
      .length;
  }

  /** Sends one more request on a connection of its own. @returns the pid that answered; undefined when nobody answered */
  async ask(path: string): Promise<number | undefined> {
    const client = new Client(this.#url, this.#clientOptions);
    const pid = await this.#ask(client, path);
    await client.destroy();
    return pid;
  }

  /** Stops, and waits until every request that is under way has been answered or has failed. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#lanes);
  }

  async #drive(path: string): Promise<void> {
    while (!this.#isStopped) {
      const client = new Client(this.#url, this.#clientOptions);
      for (let i = 0; i < REQUESTS_PER_CONNECTION && !this.#isStopped; i++) {
        if ((await this.#ask(client, path)) === undefined) break;
      }
      await client.destroy();
    }
  }

  async #ask(client: Client, path: string): Promise<number | undefined> {
    try {
      const { body, headers } = await client.request({ path, method: 'GET' });
      await body.text();
      const pid = Number(headers['x-pid']);
      this.#answers.push({ pid, at: now() });
      this.#byPath.set(path, this.answeredOn(path) + 1);
      this.#byPid.set(pid, this.answeredBy(pid) + 1);
      return pid;
    } catch {
      // The worker ended amid this request.
      this.failed++;
      return undefined;
    }
  }
}

/** Loads `url` for as long as `use` takes. @returns the load, stopped */
export async function underLoad(
  url: string,
  use: (load: Load) => Promise<void>,
  options: LoadOptions = {},
): Promise<Load> {
  const load = new Load(url, options);
  try {
    await use(load);
  } finally {
    await load.stop();
  }
  return load;
}

/** Milliseconds since the epoch, with fractions. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
