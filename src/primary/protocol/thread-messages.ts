import type { Labels } from '../../shared/model/family.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import type { Checkpoint } from './checkpoint.js';
import type { OutsideValue } from './outside-values.js';
import type { AggregatedFamily, AggregatorResult } from './prom-client-aggregation.js';
import type { WorkerStatus } from './worker-view.js';

/** A message from the main loop to the aggregator thread. */
export type ToThread =
  /** Entries about the workers. The journal has the same entries. */
  | { readonly kind: 'entries'; readonly entries: readonly NumberedEntry[] }
  /** The thread has now got the whole journal of its predecessor. */
  | { readonly kind: 'replayed' }
  /** The state of every slot, and whether the cluster is being closed. */
  | { readonly kind: 'status'; readonly workers: readonly WorkerStatus[]; readonly closing: boolean }
  /** The primary wants the merged page, as a scrape would get it. */
  | { readonly kind: 'read'; readonly id: number }
  /** The answer to `aggregate`. */
  | { readonly kind: 'aggregated'; readonly id: number; readonly results: readonly AppAggregatedResult[] }
  /** The thread stops serving and ends. */
  | { readonly kind: 'close' };

/** A message from the aggregator thread to the main loop. */
export type FromThread =
  /** The metrics port listens. */
  | { readonly kind: 'listening'; readonly port: number }
  /** The metrics port cannot be listened on. */
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined }
  /** A flush is wanted from an incarnation that has no connection to the thread. */
  | { readonly kind: 'flush'; readonly id: number; readonly full: boolean; readonly incarnation: number }
  /** The main loop has to run aggregators that only the app's program has. */
  | { readonly kind: 'aggregate'; readonly id: number; readonly families: readonly AppAggregatedFamily[] }
  /** Shared memory in which the thread will log what it merges. */
  | { readonly kind: 'memory'; readonly memory: SharedArrayBuffer }
  /** A checkpoint that holds all entries up to the number `upTo`. Everything later is in the log's epoch `epoch`. */
  | { readonly kind: 'checkpoint'; readonly upTo: number; readonly epoch: number; readonly checkpoint: Checkpoint }
  /** A message for the user's logger. */
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string }
  /** The answer to `read`. */
  | { readonly kind: 'page'; readonly id: number; readonly text: string }
  /** The answer to `read` if the page could not be made. */
  | { readonly kind: 'pageFailed'; readonly id: number; readonly message: string };

/**
 * An event in the life of one incarnation. The journal has the entries in the order of the events. The merged state depends on them
 * alone: what is not an entry of the journal would be lost in a crash of the thread.
 */
export type JournalEntry =
  | {
      readonly kind: 'began';
      readonly slot: number;
      readonly incarnation: number;
      readonly pid: number;
      /** The token by which the worker is recognised when it connects; the primary has none and does not connect. */
      readonly token?: string | undefined;
    }
  | { readonly kind: 'ready'; readonly incarnation: number }
  | { readonly kind: 'frame'; readonly slot: number; readonly incarnation: number; readonly bytes: Uint8Array }
  /** The incarnation did not answer a scrape, and the thread read these values of its process from the kernel. */
  | { readonly kind: 'outside'; readonly incarnation: number; readonly values: readonly OutsideValue[] }
  | { readonly kind: 'ended'; readonly incarnation: number };

/** An entry with its place in the journal. The numbers only grow. */
export interface NumberedEntry {
  readonly number: number;
  readonly entry: JournalEntry;
}

/**
 * Number that stands for an entry of which the main loop does not know: a frame which came through a socket, or values from
 * outside. The thread logs such entries.
 */
export const UNNUMBERED = -1;

/** A family whose aggregator only the app's program has. */
export interface AppAggregatedFamily extends AggregatedFamily {
  /** The aggregator's name in prom-client's `aggregators`. */
  readonly aggregator: string;
}

/** The result of the aggregator of an {@link AppAggregatedFamily}. */
export interface AppAggregatedResult {
  readonly name: string;
  readonly result: AggregatorResult;
}

/** The settings of the aggregator thread that the options of the cluster decide. */
export interface OptionSettings extends Omit<ResolvedOptions['metrics'], 'maxSeriesPerWorker' | 'labels'> {
  /** The labels of every series that the library itself makes, sorted by name. */
  readonly labels: Labels;
  /** Text in front of the names of runtime metrics. */
  readonly runtimePrefix: string;
  /** The name of the family with the service's uptime. */
  readonly uptimeName: string;
}

/** The settings with which the aggregator thread is started. */
export interface ThreadSettings extends OptionSettings {
  /** When the cluster was started, in ms, by the monotonic clock that both threads share. */
  readonly startedAtMs: number;
  /** Memory of the thread's counters. It is shared memory, so the counts outlive a crash of the thread. */
  readonly sharedCounters: SharedArrayBuffer;
  /**
   * Number of the last entry of the journal that a thread before this one merged. The problems in the entries up to that one are
   * counted and logged already.
   */
  readonly mergedUpTo: number;
  /**
   * Shared memory with one number, by which the primary learns upon which entry a thread crashed: the number of the
   * entry that is being merged, {@link UNNUMBERED} for an entry without a number, 0 between two entries.
   */
  readonly applying: SharedArrayBuffer;
  /** The last checkpoint of a thread that crashed. */
  readonly checkpoint: Checkpoint | undefined;
  /** Where the workers connect. */
  readonly socketPath: string;
  /** Incarnations whose connections are refused. */
  readonly muted: readonly number[];
}
