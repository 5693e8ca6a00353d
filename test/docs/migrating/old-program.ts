import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { waitFor } from '../../cluster/driver/wait-for.js';

const ANY_PORT = new URL('./any-port.js', import.meta.url).href;

/** A program as it is before this library: it listens on the ports 3000 and 9464, which are others here. */
export class OldProgram {
  readonly #process: ChildProcess;
  readonly #ports = new Map<number, number>();
  readonly #listeners = new Map<number, number>();

  /** @param path of the program */
  constructor(path: string) {
    // By the environment, since the program may fork workers.
    const env = { ...process.env, NODE_OPTIONS: `--import ${ANY_PORT}` };
    this.#process = spawn(process.execPath, [path], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    if (this.#process.stdout === null) throw new Error('Expected the program to have a standard output.');
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      const [, asked, port] = /^port (\d+) is (\d+)$/.exec(line) ?? [];
      if (port === undefined) return;
      this.#ports.set(Number(asked), Number(port));
      this.#listeners.set(Number(asked), this.listeners(Number(asked)) + 1);
    });
  }

  /** Number of processes that listen on `port` in the program's eyes. */
  listeners(port: number): number {
    return this.#listeners.get(port) ?? 0;
  }

  /** GET of a path from what listens on `port` in the program's eyes, on a connection of its own; gives the body. */
  async get(port: number, path: string): Promise<string> {
    const real = await waitFor(`the program to listen on ${port}`, () => {
      if (this.#process.exitCode !== null) throw new Error(`The program ended with ${this.#process.exitCode}.`);
      return this.#ports.get(port);
    });
    return (await fetch(`http://127.0.0.1:${real}${path}`, { headers: { connection: 'close' } })).text();
  }

  /** Kills the program. Its workers, if it has some, end by themselves. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }
}
