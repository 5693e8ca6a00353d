import { Registry } from 'prom-client';
import { activeResources } from './active-resources.js';
import { allocation } from './allocation.js';
import { containerMemory } from './container-memory.js';
import { cpu } from './cpu.js';
import { eventLoop } from './event-loop.js';
import { registerEventLoopDelay } from './event-loop-delay.js';
import { fileDescriptors } from './file-descriptors.js';
import { registerGarbageCollections } from './garbage-collections.js';
import { heap, heapSpaces } from './heap.js';
import { life } from './life.js';
import { procStatus } from './proc-status.js';
import { resourceUsage } from './resource-usage.js';
import { registerSource, type Source } from './source.js';
import { registerVersions } from './versions.js';

/** A registry whose metrics say what they were last set to. */
export interface RuntimeRegistry {
  readonly registry: Registry;
  /** Sets all metrics. @param onFailure is told of each source that cannot be read: its metrics keep their values */
  readonly read: (onFailure: (error: unknown) => void) => void;
  /** To be called when all reading is over, that of other registries too: what is measured then does not contain it. */
  readonly measureLag: () => void;
}

/** What {@link createRuntimeRegistry} takes. */
export interface RuntimeRegistryOptions {
  readonly allocation?: boolean;
  readonly now?: () => number;
}

/**
 * What a process tells of itself: every name of prom-client's default metrics, measured here, and more, in a registry
 * of its own.
 * @param options with `allocation`, what goes through the heap too; `now` is a monotonic clock in ms
 */
export function createRuntimeRegistry(options: RuntimeRegistryOptions = {}): RuntimeRegistry {
  const now = options.now ?? (() => performance.now());
  const registry = new Registry();
  const sources: readonly Source[] = [
    cpu,
    life(),
    procStatus(),
    resourceUsage,
    fileDescriptors(),
    containerMemory(now),
    heap,
    heapSpaces,
    eventLoop(),
    activeResources(now),
    ...(options.allocation ? [allocation(now)] : []),
  ];
  const readings = sources.map((each) => registerSource(registry, each));
  registerVersions(registry);
  const delay = registerEventLoopDelay(registry);
  readings.push(delay.read);
  registerGarbageCollections(registry);
  return {
    registry,
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
