/**
 * The time in ms from an arbitrary start. It never goes back or jumps when somebody sets the system's clock, and it is the same
 * for all threads and processes of a machine. `performance.now()` is not: it starts with each thread, and
 * `performance.timeOrigin` is what the system's clock said then. It also costs twice as much, because it checks its receiver and
 * scales the value: each request reads the clock twice.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
