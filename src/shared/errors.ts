/** Every `code` that a {@link PromClusterError} can have. `docs/errors.md` says what to do about each code. */
export const ERROR_CODES = [
  'ERR_INVALID_OPTION',
  'ERR_ALREADY_STARTED',
  'ERR_UNSUPPORTED_APP',
  'ERR_WORKER_START',
  'ERR_APP_LISTEN',
  'ERR_METRICS_LISTEN',
  'ERR_METRICS_PAGE',
  'ERR_CLOSED',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The one class of error that this library throws or rejects with. Programs distinguish errors by `code`, not by the message. */
export class PromClusterError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PromClusterError';
    this.code = code;
  }
}

/** Makes the error of a call that comes after the cluster's close, or that the close interrupts. */
export function closedError(): PromClusterError {
  return new PromClusterError('ERR_CLOSED', 'The cluster is closed.');
}

/** Makes the error of a call for a page that could not be made. @param why the message of the error that was thrown */
export function pageError(why: string): PromClusterError {
  return new PromClusterError('ERR_METRICS_PAGE', `The page of metrics could not be made: ${why}`);
}
