import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The token that a program finds in `METRICS_TOKEN`. */
const TOKEN = 'a-token';

/** A program of the documents that runs as a cluster, on free ports. */
export class RunningProgram {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #log = '';
  #appUrl = '';
  #metricsUrl = '';

  /**
   * @param path of the program, which has to print the URLs of the app and of the metrics in one line
   * @param workers number of workers. @default 1
   * @param flags of Node. @default none
   */
  constructor(path: string, workers = 1, flags: readonly string[] = []) {
    const env = { PORT: '0', METRICS_PORT: '0', WEB_CONCURRENCY: String(workers), METRICS_TOKEN: TOKEN };
    this.#process = spawn(process.execPath, [...flags, path], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process.stderr?.on('data', (chunk) => {
      this.#log += String(chunk);
      process.stderr.write(chunk);
    });
    this.#ended = once(this.#process, 'exit');
  }

  /** What the program has written to its standard error, where warnings go. */
  get log(): string {
    return this.#log;
  }

  /** Resolves when the program has printed its URLs; rejects when it ends before. */
  async untilReady(): Promise<void> {
    if (this.#process.stdout === null) throw new Error('Expected the program to have a standard output.');
    for await (const line of createInterface({ input: this.#process.stdout })) {
      const [, app, metrics] = /^(http:\S+) (http:\S+)$/.exec(line) ?? [];
      if (app === undefined || metrics === undefined) continue;
      this.#appUrl = app;
      this.#metricsUrl = metrics;
      // Whatever else it prints is read, so that it never waits for a reader.
      this.#process.stdout.resume();
      return;
    }
    throw new Error('The program ended before it had printed the URLs of the app and of the metrics.');
  }

  /** GET of the app, on a connection of its own; gives the status. */
  async get(path: string): Promise<number> {
    const response = await fetch(new URL(path, this.#appUrl), { headers: { connection: 'close' } });
    await response.text();
    return response.status;
  }

  /** The text of the metrics page. */
  async page(): Promise<string> {
    const headers = { authorization: `Bearer ${TOKEN}`, connection: 'close' };
    return (await fetch(this.#metricsUrl, { headers })).text();
  }

  /** Ends the program by SIGTERM; gives its exit code, or the signal that ended it. */
  async end(): Promise<unknown> {
    this.#process.kill('SIGTERM');
    const [code, signal] = await this.#ended;
    return code ?? signal;
  }

  /** Kills the program, if it still runs. Its workers end by themselves. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
