import type { ChangeTracker } from '../tracking/change-tracker.js';
import { activeResources } from './event-loop/active-resources.js';
import { eventLoop } from './event-loop/event-loop.js';
import { registerEventLoopDelay } from './event-loop/event-loop-delay.js';
import { allocation } from './memory/allocation.js';
import { containerMemory } from './memory/container-memory.js';
import { registerGarbageCollections } from './memory/garbage-collections.js';
import { heap, heapSpaces } from './memory/heap.js';
import { fileDescriptors } from './process/file-descriptors.js';
import { life } from './process/life.js';
import { procStatus } from './process/proc-status.js';
import { resourceUsage } from './process/resource-usage.js';
import { tellVersions } from './process/versions.js';
import { RuntimeFamilies } from './runtime-families.js';
import { registerSource, type Source } from './source.js';

/** What {@link createRuntimeReadings} gives. */
export interface RuntimeReadings {
  /** The names of all families, also of those that have no value here. */
  readonly names: ReadonlySet<string>;
  /** Reads all. @param onFailure is told of each source that cannot be read: its metrics keep their values */
  readonly read: (onFailure: (error: unknown) => void) => void;
  /** To be called when all reading is over, that of other registries too: what is measured then does not contain it. */
  readonly measureLag: () => void;
}

/** What {@link createRuntimeReadings} takes. */
export interface RuntimeOptions {
  readonly allocation?: boolean;
  readonly now?: () => number;
}

/**
 * What a process tells of itself: every name of prom-client's default metrics, measured here, and more, in families
 * of a tracker.
 * @param options with `allocation`, what goes through the heap too; `now` is a monotonic clock in ms
 */
export function createRuntimeReadings(tracker: ChangeTracker, options: RuntimeOptions = {}): RuntimeReadings {
  const now = options.now ?? (() => performance.now());
  const families = new RuntimeFamilies(tracker);
  const sources: readonly Source[] = [
    resourceUsage,
    life(),
    procStatus(),
    fileDescriptors(),
    containerMemory(now),
    heap,
    heapSpaces,
    eventLoop(),
    activeResources(now),
    ...(options.allocation ? [allocation(now)] : []),
  ];
  const readings = sources.map((each) => registerSource(families, each));
  tellVersions(families);
  const delay = registerEventLoopDelay(families);
  readings.push(delay.read, registerGarbageCollections(families));
  return {
    names: families.names,
    read(onFailure) {
      for (const read of readings) attempt(read, onFailure);
    },
    measureLag: delay.measureTurn,
  };
}

function attempt(read: () => void, onFailure: (error: unknown) => void): void {
  try {
    read();
  } catch (error) {
    onFailure(error);
  }
}
