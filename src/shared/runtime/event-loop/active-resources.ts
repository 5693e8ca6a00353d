import { type Source, source } from '../families/source.js';

/**
 * Counts, by type, the resources that keep the event loop alive, with `process.getActiveResourcesInfo()`. The handles and
 * requests of libuv are counted too, under the names of prom-client, with functions of Node that are not documented. Without
 * these functions the metrics are missing. Counting takes at most 0.05 % of the time: its cost decides when the next counting
 * is due.
 *
 * @param now a monotonic clock in ms
 */
export function activeResources(now: () => number): Source {
  const due = pace(now);
  let last: ReturnType<typeof count> | undefined;
  return source({
    metrics: {
      nodejs_active_resources: { help: 'Number of active resources by type.', label: 'type' },
      nodejs_active_resources_total: { help: 'Total number of active resources.' },
      nodejs_active_handles: { help: 'Number of active libuv handles by type.', label: 'type' },
      nodejs_active_handles_total: { help: 'Total number of active handles.' },
      nodejs_active_requests: { help: 'Number of active libuv requests by type.', label: 'type' },
      nodejs_active_requests_total: { help: 'Total number of active requests.' },
    },
    read() {
      due(() => {
        last = count();
      });
      last ??= count();
      return last;
    },
  });
}

/**
 * Maximum share of the time that counting takes. Counting a handle takes about 0.5 us: with thousands of connections the
 * counts are not taken anew at each reading.
 */
const MAX_SHARE_OF_TIME = 0.0005;

function count() {
  const resources = process.getActiveResourcesInfo();
  const handles = namesOf('_getActiveHandles');
  const requests = namesOf('_getActiveRequests');
  return {
    nodejs_active_resources: countEach(resources),
    nodejs_active_resources_total: resources.length,
    nodejs_active_handles: handles && countEach(handles),
    nodejs_active_handles_total: handles?.length,
    nodejs_active_requests: requests && countEach(requests),
    nodejs_active_requests_total: requests?.length,
  };
}

/** Returns the class names of the objects that one of Node's undocumented functions lists. */
function namesOf(method: string): string[] | undefined {
  const list: unknown = Reflect.get(process, method);
  if (typeof list !== 'function') return undefined;
  const things: unknown = list.call(process);
  return Array.isArray(things) ? things.map(className) : undefined;
}

function className(thing: unknown): string {
  const maker: unknown = typeof thing === 'object' && thing !== null ? thing.constructor : undefined;
  return typeof maker === 'function' ? maker.name : 'Object';
}

function countEach(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Limits some work to {@link MAX_SHARE_OF_TIME}: the returned function skips the work if it is not due yet. */
function pace(now: () => number): (work: () => void) => void {
  let notBefore = Number.NEGATIVE_INFINITY;
  return (work) => {
    const start = now();
    if (start < notBefore) return;
    work();
    notBefore = start + (now() - start) / MAX_SHARE_OF_TIME;
  };
}
