import { onRejection } from '../basics/rejections.js';
import { thrownText } from '../basics/thrown-text.js';
import { invalidOption, readGiven } from './given-values.js';
import type { Check } from './option-checks.js';
import type { Logger } from './options.js';

/**
 * Checks for a logger, and wraps it. The logger is code of the app that the primary's main loop calls, so the wrapper survives a
 * method that throws, and one that returns a promise which rejects. Each message that a logger has failed to take goes to the
 * console, with the reason.
 */
export const logger: Check<Logger> = (name, value) => {
  const [info, warn, error] = LEVELS.map((level) => method(name, value, level));
  if (info && warn && error) return safely({ info, warn, error });
  throw invalidOption(name, 'an object with the methods `info`, `warn` and `error`', value);
};

/** Makes the logger that writes to the console. Programs may replace the console's methods at any time. */
export function consoleLogger(): Logger {
  return safely({
    info: (message) => console.info(message),
    warn: (message) => console.warn(message),
    error: (message) => console.error(message),
  });
}

const LEVELS = ['info', 'warn', 'error'] as const;

type LogMethod = (message: string) => unknown;

/** A method of the user's logger, called on the logger itself: pino's methods need their `this`. */
function method(name: string, logger: unknown, level: (typeof LEVELS)[number]): LogMethod | undefined {
  if (typeof logger !== 'object' || logger === null) return undefined;
  const found = readGiven<unknown>(`${name}.${level}`, () => Reflect.get(logger, level));
  return typeof found === 'function' ? (message) => Reflect.apply(found, logger, [message]) : undefined;
}

function safely({ info, warn, error }: Readonly<Record<(typeof LEVELS)[number], LogMethod>>): Logger {
  return {
    info: (message) => log(info, message),
    warn: (message) => log(warn, message),
    error: (message) => log(error, message),
  };
}

function log(write: LogMethod, message: string): void {
  try {
    onRejection(write(message), (error) => writeToConsole(message, error));
  } catch (error) {
    writeToConsole(message, error);
  }
}

function writeToConsole(message: string, error: unknown): void {
  try {
    console.error(`${message}\nprom-cluster: the logger failed to take this message: ${thrownText(error)}`);
  } catch {
    // The console is replaced by something that throws too: nobody is left who could be told.
  }
}
