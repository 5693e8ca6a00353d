// The logger is code of the app that the primary's main loop calls: whatever it does, the primary lives, and no message is lost.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { refusal } from './refusal.js';

const test = suite('loggers');
const LEVELS = ['info', 'warn', 'error'] as const;
const { info, warn, error } = console;
let printed: string[] = [];

test.before.each(() => {
  printed = [];
});

test.after.each(() => {
  Object.assign(console, { info, warn, error });
});

test('a method is called on the logger, with one string, and what it returns is ignored', () => {
  class Pino {
    readonly #lines: string[] = [];
    info(...line: string[]) {
      this.#lines.push(`info ${line}`);
      return 7;
    }
    warn(...line: string[]) {
      this.#lines.push(`warn ${line}`);
    }
    error(...line: string[]) {
      this.#lines.push(`error ${line}`);
    }
    get lines() {
      return this.#lines;
    }
  }
  const pino = new Pino();
  const { logger } = resolveOptions({ logger: pino }, {});
  for (const level of LEVELS) assert.is(logger[level]('a'), undefined);
  assert.equal(pino.lines, ['info a', 'warn a', 'error a']);
});

test('a logger that throws, or whose promise rejects, ends nothing: the console gets the message and the reason', async () => {
  capture();
  const odd = Object.create(null);
  const failures: [what: string, fail: () => unknown, reason: string][] = [
    ['throws', () => throwIt(new Error('disk full')), 'disk full'],
    ['throws what is no text', () => throwIt(odd), '[Object: null prototype] {}'],
    ['rejects', () => Promise.reject(new Error('disk full')), 'disk full'],
    ['rejects with nothing', () => Promise.reject(), 'undefined'],
    ['returns what throws at `then`', () => Object.defineProperty({}, 'then', { get: () => throwIt('no') }), 'no'],
    ['returns a revoked proxy', revoked, 'revoked'],
  ];
  for (const [what, fail, reason] of failures) {
    printed = [];
    const { logger } = resolveOptions({ logger: { info: fail, warn: fail, error: fail } }, {});
    for (const level of LEVELS) logger[level](`message at ${level}`);
    await new Promise((resolve) => setImmediate(resolve));
    assert.is(printed.length, 3, what);
    for (const level of LEVELS)
      assert.ok(
        printed.some((line) => line.startsWith(`message at ${level}\n`)),
        what,
      );
    for (const line of printed) assert.match(line, reason);
  }
});

test('a console that throws too ends nothing', () => {
  console.error = () => throwIt(new Error('closed'));
  const fail = () => throwIt(new Error('disk full'));
  resolveOptions({ logger: { info: fail, warn: fail, error: fail } }, {}).logger.error('lost');
  resolveOptions({}, {}).logger.error('lost');
});

test('without a logger, messages go to the console as it is at that time', () => {
  const { logger } = resolveOptions({}, {});
  capture();
  for (const level of LEVELS) logger[level](level);
  assert.equal(printed, ['info', 'warn', 'error']);
});

test('a logger whose methods change later is the one that was given', () => {
  capture();
  const given = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { logger } = resolveOptions({ logger: given }, {});
  given.warn = () => throwIt(new Error('changed'));
  logger.warn('a');
  assert.equal(printed, []);
});

test('what a method throws when it is read is the cause of an invalid option', () => {
  const thrown = new Error('not now');
  const logger = {
    info: () => 0,
    error: () => 0,
    get warn() {
      return throwIt(thrown);
    },
  };
  assert.is(refusal({ logger }).cause, thrown);
});

test.run();

function capture(): void {
  const print = (line: string) => void printed.push(line);
  Object.assign(console, { info: print, warn: print, error: print });
}

function throwIt(what: unknown): never {
  throw what;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
