import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { canPin } from './pinning.js';

/** How a program of `bench/programs` is started. */
export interface ChildOptions {
  /** What it is to do; must survive JSON. It finds it as its first argument. */
  readonly settings: object;
  /** The core that it and all that it starts are to run on, where `taskset` is present. */
  readonly core?: number | undefined;
  readonly execArgv?: readonly string[];
}

/** A program of `bench/programs` in a process of its own, which answers one message after another. */
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

  /** Its next message. Rejects when it ends instead. */
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

  /** Asks, and waits for the answer. */
  ask<Answer>(message: object | number): Promise<Answer> {
    const answer = this.answer<Answer>();
    this.process.send(message);
    return answer;
  }

  /** Ends it: programs end when their channel closes, and are killed when they do not. */
  async close(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    if (this.process.connected) this.process.disconnect();
    const limit = setTimeout(() => this.process.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(limit);
  }
}
