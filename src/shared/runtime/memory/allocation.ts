import { GCProfiler, type GCProfilerResult, getHeapStatistics } from 'node:v8';
import { type Source, source } from '../source.js';

/** A profiler is stopped so often at most: it stays a burden after that, until the next major collection. */
const WINDOW_MS = 10_000;

/**
 * What went through V8's heap, from the used heap before and after each collection, by `v8.GCProfiler`. That tells nothing
 * before it is stopped; until then the counter moves by what the used heap grew from reading to reading, which is less.
 * @param now a monotonic clock in ms
 */
export function allocation(now: () => number): Source {
  const heap = new HeapFlow(now);
  return source({
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

class HeapFlow {
  readonly #now: () => number;
  readonly #stopped = new Set<WeakRef<GCProfiler>>();
  #profiler = startProfiler();
  #windowEndsAt: number;
  /** The used heap where the window began. */
  #usedAtStart = usedHeap();
  #usedAtReading = this.#usedAtStart;
  /** Up to where the window began: what was in use when counting began was allocated too. */
  #allocated = this.#usedAtStart;
  #reclaimed = 0;
  /** What {@link read} said last. */
  #told = this.#allocated;

  constructor(now: () => number) {
    this.#now = now;
    this.#windowEndsAt = now() + WINDOW_MS;
  }

  read(): { readonly allocated: number; readonly reclaimed: number } {
    if (this.#now() >= this.#windowEndsAt) this.#nextWindow();
    const used = usedHeap();
    this.#told = Math.max(this.#allocated, this.#told + Math.max(0, used - this.#usedAtReading));
    this.#usedAtReading = used;
    return { allocated: this.#told, reclaimed: this.#reclaimed };
  }

  /** What reading the old profiler allocates, and the collections it causes, are the new one's. */
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

  /** A stopped profiler goes on recording, for nobody, until a major collection destroys it. So they must be few. */
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
