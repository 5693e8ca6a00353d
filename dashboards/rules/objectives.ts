/** An objective: the share of all requests that may be bad, over 30 days. */
export interface Objective {
  /** Part of the recorded names: `job:http_request_errors:rate5m` and `job:http_request_errors:ratio_rate1h`. */
  readonly bad: 'http_request_errors' | 'http_request_slow';
  readonly budget: number;
}

/** 99.9 % of requests end without a 5xx. */
export const ERRORS: Objective = { bad: 'http_request_errors', budget: 0.001 };

/** 99 % of requests take no longer than {@link SLOW_SECONDS}. */
export const LATENCY: Objective = { bad: 'http_request_slow', budget: 0.01 };

/** Maximum duration of a request that is not slow. It is one of the default bucket bounds of the durations. */
export const SLOW_SECONDS = 0.5;

/** Two windows over which the budget has to burn. The short window makes the alert end soon after its cause. */
export interface BurnWindows {
  readonly long: Window;
  readonly short: Window;
  /** The pace at which the budget is used up, where 1 uses it up in 30 days. */
  readonly factor: number;
}

/** A duration, as Prometheus writes it. */
export type Window = '5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d';

/** Uses up 2 % of the budget in an hour, or 5 % in six: Google's SRE Workbook, chapter 5, table 5-8. */
export const FAST_BURN: readonly BurnWindows[] = [
  { long: '1h', short: '5m', factor: 14.4 },
  { long: '6h', short: '30m', factor: 6 },
];

/** Uses up 10 % in a day, or in three. The source is that of {@link FAST_BURN}. */
export const SLOW_BURN: readonly BurnWindows[] = [
  { long: '1d', short: '2h', factor: 3 },
  { long: '3d', short: '6h', factor: 1 },
];

/** Minimum of bad requests in the long window. One bad request of ten at night is no reason for an alert. */
export const LEAST_BAD_REQUESTS = 10;

/** The windows over which shares are recorded, besides the 5 minutes of all rates. */
export const LONG_WINDOWS: readonly Exclude<Window, '5m'>[] = ['30m', '1h', '2h', '6h', '1d', '3d'];
