import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Effort } from '../costs/measurement.js';

const SOURCE = fileURLToPath(new URL('../../../bench/peers/client-golang.go', import.meta.url));

/** Settings of `go build`: Debian's packages put Go's sources into this GOPATH, and the build needs no network. */
const ENVIRONMENT = { GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' };

/** Go's client_golang in a process of its own, which runs `client-golang.go`. */
export class ClientGolang {
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #folder: string;

  private constructor(folder: string, program: string) {
    this.#folder = folder;
    this.#process = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!this.#process.stdout) throw new Error('Expected a pipe');
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Builds and starts the program.
   * @returns undefined where Go or the package is missing, and in a quick run: the build takes long
   */
  static start(effort: Effort): ClientGolang | undefined {
    if (effort === 'quick' || spawnSync('go', ['version']).status !== 0) return undefined;
    const folder = mkdtempSync(join(tmpdir(), 'client-golang-'));
    const program = join(folder, 'client-golang');
    const env = { ...process.env, ...ENVIRONMENT };
    const { status, stderr } = spawnSync('go', ['build', '-o', program, SOURCE], { env, encoding: 'utf8' });
    if (status === 0) return new ClientGolang(folder, program);
    console.error(`client_golang is left out: ${stderr.trim()}`);
    rmSync(folder, { recursive: true });
    return undefined;
  }

  /** Runs an operation. @returns the CPU time of one operation in ns */
  async cpuNs(operation: 'observe' | 'request' | 'render', count: number): Promise<number> {
    this.#process.stdin?.write(`${operation} ${count}\n`);
    const { value } = await this.#answers.next();
    return Number(value);
  }

  async close(): Promise<void> {
    this.#process.stdin?.end();
    if (this.#process.exitCode === null) await once(this.#process, 'exit');
    rmSync(this.#folder, { recursive: true });
  }
}

/** The version of client_golang's Debian package; undefined where the package is not installed. */
export function clientGolangVersion(): string | undefined {
  const query = ['-W', '-f', '$' + '{Version}', 'golang-github-prometheus-client-golang-dev'];
  const { status, stdout } = spawnSync('dpkg-query', query, { encoding: 'utf8' });
  return status === 0 && stdout !== '' ? stdout : undefined;
}
