import type { ResolvedOptions } from '../../shared/options/options.js';
import type { LivingIncarnation } from './living-incarnation.js';
import type { AggregatorInput, Sample } from './prom-client-aggregation.js';
import type { WorkerStatus } from './worker-view.js';

/** What happened to a worker, in the order in which it happened: what the journal keeps. */
export type JournalEntry =
  | {
      readonly kind: 'began';
      readonly slot: number;
      readonly incarnation: number;
      readonly pid: number;
      /** By which it is known when it connects; without one it does not. */
      readonly token?: string | undefined;
    }
  | { readonly kind: 'ready'; readonly incarnation: number }
  | { readonly kind: 'frame'; readonly slot: number; readonly incarnation: number; readonly bytes: Uint8Array }
  | { readonly kind: 'ended'; readonly incarnation: number };

/** What stands for the number of a frame that came by a socket: it is the last one in the log. */
export const FROM_SOCKET = -1;

/** An entry by its place in the journal. Numbers only grow. */
export interface NumberedEntry {
  readonly number: number;
  readonly entry: JournalEntry;
}

/** A family whose aggregator only the app's own program knows. */
export interface AppAggregatedFamily {
  readonly name: string;
  readonly aggregator: string;
  readonly groups: AggregatorInput[][];
}

/** What that aggregator returned, or undefined where the app has none of the name. */
export interface AppAggregatedResult {
  readonly name: string;
  readonly samples: readonly Sample[] | undefined;
}

/** All that the aggregator knew after an entry of the journal. */
export interface Checkpoint {
  /** Opaque to the main loop: reading it would cost time that grows with the series. */
  readonly state: Uint8Array<ArrayBuffer>;
  readonly living: Map<number, LivingIncarnation>;
}

/** Main loop to aggregator. */
export type ToThread =
  | { readonly kind: 'entries'; readonly entries: readonly NumberedEntry[] }
  | { readonly kind: 'replayed' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'status'; readonly workers: readonly WorkerStatus[]; readonly closing: boolean }
  | { readonly kind: 'read'; readonly id: number }
  | { readonly kind: 'aggregated'; readonly id: number; readonly results: readonly AppAggregatedResult[] }
  | { readonly kind: 'close' };

/** Aggregator to main loop. */
export type FromThread =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined }
  | { readonly kind: 'flush'; readonly id: number; readonly full: boolean; readonly incarnation: number }
  | { readonly kind: 'aggregate'; readonly id: number; readonly families: readonly AppAggregatedFamily[] }
  | { readonly kind: 'memory'; readonly memory: SharedArrayBuffer }
  | { readonly kind: 'checkpoint'; readonly upTo: number; readonly epoch: number; readonly checkpoint: Checkpoint }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string }
  | { readonly kind: 'page'; readonly id: number; readonly text: string };

/** What the thread is started with. */
export interface ThreadSettings extends Omit<ResolvedOptions['metrics'], 'maxSeriesPerWorker'> {
  readonly namespace: string;
  /** When the cluster was started, in ms since the epoch. */
  readonly startedAt: number;
  /** Counters of the thread itself; shared memory, so that they outlive a crash of the thread. */
  readonly ownCounters: SharedArrayBuffer;
  /**
   * Shared memory: the number of the entry that is being merged, {@link FROM_SOCKET} for a frame that came by a socket, 0
   * between two. It tells upon what a thread crashed.
   */
  readonly applying: SharedArrayBuffer;
  /** The last checkpoint of a thread that crashed. */
  readonly checkpoint: Checkpoint | undefined;
  /** Where workers connect. */
  readonly socketPath: string;
  /** Incarnations whose connections are refused. */
  readonly muted: readonly number[];
}
