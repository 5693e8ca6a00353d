import { Guard } from '../basics/guard.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import { activeResources } from './event-loop/active-resources.js';
import { eventLoop } from './event-loop/event-loop.js';
import { registerEventLoopDelay } from './event-loop/event-loop-delay.js';
import { RuntimeFamilies } from './families/runtime-families.js';
import { registerSource, type Source } from './families/source.js';
import { allocation } from './memory/allocation.js';
import { containerMemory } from './memory/container-memory.js';
import { registerGarbageCollections } from './memory/garbage-collections.js';
import { heap, heapSpaces } from './memory/heap.js';
import { fileDescriptors } from './process/file-descriptors.js';
import { life } from './process/life.js';
import { procStatus } from './process/proc-status.js';
import { resourceUsage } from './process/resource-usage.js';
import { recordVersions } from './process/versions.js';

/**
 * Makes the families of all runtime metrics in a tracker: every name of prom-client's default metrics, and more. All of them
 * are measured here, without prom-client.
 */
export function createRuntimeReadings(tracker: ChangeTracker, options: RuntimeOptions = {}): RuntimeReadings {
  const now = options.now ?? (() => performance.now());
  const { failed } = new Guard(tracker);
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
  recordVersions(families);
  const delay = registerEventLoopDelay(families, failed);
  readings.push(delay.read, registerGarbageCollections(families, failed));
  return {
    names: families.names,
    sampleNames: families.sampleNames,
    leftOut: (name) => families.leftOut(name),
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

/** The readings that {@link createRuntimeReadings} makes. */
export interface RuntimeReadings {
  /** The names of all families, also of those that have no value on this system. */
  readonly names: ReadonlySet<string>;
  /** The names of samples that differ from the names of their families. */
  readonly sampleNames: ReadonlySet<string>;
  /** Says why a metric of the app with one of these names is left out. undefined for a default metric of prom-client. */
  readonly leftOut: (name: string) => string | undefined;
  /**
   * Reads all sources.
   * @param onFailure is called with the error of each source that cannot be read. The source's metrics keep their values
   */
  readonly read: (onFailure: (error: unknown) => void) => void;
  /** Measures the lag of the event loop. To be called after all other readings, so that the lag does not contain them. */
  readonly measureLag: () => void;
}

/** The options of {@link createRuntimeReadings}. */
export interface RuntimeOptions {
  /** Whether the bytes that are allocated in the heap are counted. @default false */
  readonly allocation?: boolean;
  /** A monotonic clock in ms. @default performance.now */
  readonly now?: () => number;
}
