import { type Source, source } from '../source.js';

/** Counting handles takes some 0.5 us for each: with thousands of connections it is done less often than asked. */
const MOST_OF_TIME = 0.0005;

/**
 * What keeps the event loop alive, by type, from `process.getActiveResourcesInfo()`; and the handles and requests of libuv
 * under both names that dashboards use, from functions of Node that are not documented: where they are missing so are
 * the metrics. Counting stays under 0.05 % of the time: what it has cost decides when it is done again.
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

/** The class names of what one of Node's undocumented functions lists. */
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

/** Does some work when it was asked for, unless that would take too much of the time. */
function pace(now: () => number): (work: () => void) => void {
  let notBefore = Number.NEGATIVE_INFINITY;
  return (work) => {
    const start = now();
    if (start < notBefore) return;
    work();
    notBefore = start + (now() - start) / MOST_OF_TIME;
  };
}
