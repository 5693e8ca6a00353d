import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { canPin } from './pinning.js';

/** A program of `bench/programs` in a process of its own. It answers one message after another. */
export class Child {
  readonly process: ChildProcess;

  constructor(name: string, { settings, core, execArgv = [] }: ChildOptions) {
    const program = fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
    const pinned = core !== undefined && canPin();
    this.process = fork(program, [JSON.stringify(settings)], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execPath: pinned ? 'taskset' : process.execPath,
      execArgv: pinned ? ['-c', String(core), process.execPath, ...execArgv] : [...execArgv],
    });
  }

  /** The next message of the program. Rejects when the program ends before. */
  async answer<Answer>(): Promise<Answer> {
    const ended = new AbortController();
    const onExit = () => ended.abort(new Error('The program ended before it had answered'));
    this.process.once('exit', onExit);
    try {
      const [message] = (await once(this.process, 'message', { signal: ended.signal })) as [Answer];
      return message;
    } finally {
      this.process.off('exit', onExit);
    }
  }

  /** Sends a message, and waits for the answer. */
  ask<Answer>(message: object | number | string): Promise<Answer> {
    const answer = this.answer<Answer>();
    this.process.send(message);
    return answer;
  }

  /** Ends the program by closing its channel. A program that does not end within 10 s is killed. */
  async close(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    if (this.process.connected) this.process.disconnect();
    const limit = setTimeout(() => this.process.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(limit);
  }
}

/** How a program is started. */
export interface ChildOptions {
  /** The program's first argument, as JSON. */
  readonly settings: object;
  /** The core of the program and of all processes that it starts, where `taskset` is present. @default any core */
  readonly core?: number | undefined;
  readonly execArgv?: readonly string[];
}
