import { counter, named, type Series } from './rule-cases.js';

/** A time of steady traffic. */
export interface TrafficPhase {
  readonly minutes: number;
  /** Requests a minute, the bad ones included. */
  readonly requests: number;
  /** Bad requests a minute. */
  readonly bad: number;
}

/** Phases of traffic, one after another. */
export type Traffic = readonly TrafficPhase[];

/** Requests of which the bad ones end with a 503. */
export function failing(traffic: Traffic): Series {
  return {
    [named('http_request_count_total', { status: '200' })]: good(traffic),
    [named('http_request_count_total', { status: '503' })]: counter(
      ...traffic.map(({ minutes, bad }) => [minutes, bad] as const),
    ),
  };
}

/** Requests of which the bad ones take longer than half a second. */
export function slow(traffic: Traffic): Series {
  return {
    [named('http_request_count_total', { status: '200' })]: all(traffic),
    [named('http_request_duration_seconds_bucket', { le: '0.5' })]: good(traffic),
    [named('http_request_duration_seconds_bucket', { le: '+Inf' })]: all(traffic),
  };
}

function good(traffic: Traffic): string {
  return counter(...traffic.map(({ minutes, requests, bad }) => [minutes, requests - bad] as const));
}

function all(traffic: Traffic): string {
  return counter(...traffic.map(({ minutes, requests }) => [minutes, requests] as const));
}
