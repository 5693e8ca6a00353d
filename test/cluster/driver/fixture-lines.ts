import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a fixture says in one line of JSON. */
type Words = { readonly [key: string]: unknown };

/**
 * The lines that the driver and a fixture exchange: calls of the fixture's cluster go to its stdin, answers and where it
 * listens come from its stdout (see `test/fixtures/run-fixture.ts`).
 */
export class FixtureLines {
  /** All lines that the fixture has printed, those of stderr included, without its answers to calls. */
  output = '';
  /** Where the fixture listens; undefined until it has said so. */
  urls: { readonly app: string; readonly metrics: string } | undefined;
  readonly #process: ChildProcess;
  readonly #answers = new Map<number, (words: Words) => void>();
  #calls = 0;

  constructor(process: ChildProcess) {
    this.#process = process;
    for (const stream of [process.stdout, process.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#hear(line));
    }
  }

  /** Calls a method of the fixture's cluster. Rejects with what the method rejects with, or when the fixture ends. */
  call(name: 'workers' | 'metrics' | 'reload' | 'close'): Promise<unknown> {
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`The fixture ended:\n${this.output}`));
      if (hasEnded(this.#process)) return fail();
      this.#process.once('exit', fail);
      this.#answers.set(id, ({ value, error }) => {
        this.#process.off('exit', fail);
        if (error === undefined) resolve(value);
        else reject(new Error(String(error)));
      });
      this.#process.stdin?.write(`${JSON.stringify({ id, call: name })}\n`);
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
    this.urls = { app: words['url'], metrics: String(words['metricsUrl']) };
  }
}

/** Whether a child process has ended, by an exit code or by a signal. */
export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
