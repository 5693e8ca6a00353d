import { GCProfiler, type GCProfilerResult, getHeapStatistics } from 'node:v8';
import { type Source, source } from '../families/source.js';

/**
 * Counts the bytes that are allocated and reclaimed in V8's heap, from the used heap before and after each garbage collection.
 * `v8.GCProfiler` has these figures, but only once it is stopped. Until then the counter grows by the growth of the used heap
 * between two readings, which is less than was allocated.
 * @param now a monotonic clock in ms
 */
export function allocation(now: () => number): Source {
  const heap = new HeapFlow(now);
  return source({
    option: '`runtime.allocation: false`',
    metrics: {
      nodejs_heap_allocated_bytes_total: {
        type: 'counter',
        help: 'Bytes allocated in the heap of V8; less the reclaimed ones, about what is in use.',
      },
      nodejs_gc_reclaimed_bytes_total: { type: 'counter', help: 'Bytes of the heap of V8 that collections freed.' },
    },
    read() {
      const { allocated, reclaimed } = heap.read();
      return { nodejs_heap_allocated_bytes_total: allocated, nodejs_gc_reclaimed_bytes_total: reclaimed };
    },
  });
}

/** Minimum time for which a profiler runs. A stopped profiler still costs time, until the next major garbage collection. */
const WINDOW_MS = 10_000;

class HeapFlow {
  readonly #now: () => number;
  readonly #stopped = new Set<WeakRef<GCProfiler>>();
  #profiler = startProfiler();
  #windowEndsAt: number;
  /** The used heap at the beginning of the window. */
  #usedAtStart = usedHeap();
  #usedAtReading = this.#usedAtStart;
  /** The bytes allocated before the window. The heap that was in use when counting began was allocated, too. */
  #allocated = this.#usedAtStart;
  #reclaimed = 0;
  /** The allocated bytes that {@link read} returned last. */
  #shown = this.#allocated;

  constructor(now: () => number) {
    this.#now = now;
    this.#windowEndsAt = now() + WINDOW_MS;
  }

  read(): { readonly allocated: number; readonly reclaimed: number } {
    if (this.#now() >= this.#windowEndsAt) this.#nextWindow();
    const used = usedHeap();
    this.#shown = Math.max(this.#allocated, this.#shown + Math.max(0, used - this.#usedAtReading));
    this.#usedAtReading = used;
    return { allocated: this.#shown, reclaimed: this.#reclaimed };
  }

  /** Begins the next window. The new profiler starts before the old one stops, and counts what reading the old one allocates. */
  #nextWindow(): void {
    const stopped = this.#profiler;
    this.#profiler = startProfiler();
    const used = usedHeap();
    this.#usedAtReading = used;
    this.#add(stopped.stop(), used);
    this.#usedAtStart = used;
    this.#stopped.add(new WeakRef(stopped));
    this.#windowEndsAt = this.#now() + WINDOW_MS * 2 ** this.#countBurdens();
  }

  #add({ statistics }: GCProfilerResult, usedAtEnd: number): void {
    let used = this.#usedAtStart;
    for (const { beforeGC, afterGC } of statistics) {
      const { usedHeapSize: before } = beforeGC.heapStatistics;
      const { usedHeapSize: after } = afterGC.heapStatistics;
      this.#allocated += Math.max(0, before - used);
      this.#reclaimed += Math.max(0, before - after);
      used = after;
    }
    this.#allocated += Math.max(0, usedAtEnd - used);
  }

  /** Counts the stopped profilers that still record. A profiler records until a major garbage collection destroys it. */
  #countBurdens(): number {
    for (const each of this.#stopped) if (each.deref() === undefined) this.#stopped.delete(each);
    return this.#stopped.size;
  }
}

function startProfiler(): GCProfiler {
  const profiler = new GCProfiler();
  profiler.start();
  return profiler;
}

function usedHeap(): number {
  return getHeapStatistics().used_heap_size;
}
