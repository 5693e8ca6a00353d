import type { ChangeTracker } from '../change-tracker.js';
import { activeResources } from './active-resources.js';
import { allocation } from './allocation.js';
import { containerMemory } from './container-memory.js';
import { eventLoop } from './event-loop.js';
import { registerEventLoopDelay } from './event-loop-delay.js';
import { fileDescriptors } from './file-descriptors.js';
import { registerGarbageCollections } from './garbage-collections.js';
import { heap, heapSpaces } from './heap.js';
import { life } from './life.js';
import { procStatus } from './proc-status.js';
import { resourceUsage } from './resource-usage.js';
import { RuntimeFamilies } from './runtime-families.js';
import { registerSource, type Source } from './source.js';
import { tellVersions } from './versions.js';

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
