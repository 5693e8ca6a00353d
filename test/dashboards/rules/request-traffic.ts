import { counter, named, type Series } from './rule-cases.js';

/** So many minutes with so many requests a minute, and so many of them bad. */
export type Traffic = readonly (readonly [minutes: number, all: number, bad: number])[];

/** Requests of which the bad ones end with a 503. */
export function failing(traffic: Traffic): Series {
  return {
    [named('http_request_count_total', { status: '200' })]: good(traffic),
    [named('http_request_count_total', { status: '503' })]: counter(
      ...traffic.map(([minutes, , bad]) => [minutes, bad] as const),
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
  return counter(...traffic.map(([minutes, every, bad]) => [minutes, every - bad] as const));
}

function all(traffic: Traffic): string {
  return counter(...traffic.map(([minutes, every]) => [minutes, every] as const));
}
