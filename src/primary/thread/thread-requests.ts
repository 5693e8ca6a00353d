import type { FlushRequest } from '../../shared/channel/socket-messages.js';
import type { JournalEntry } from '../protocol/thread-messages.js';

/** What the aggregator thread and its end in the main loop ask of the rest of the primary. */
export interface ThreadRequests {
  /** Asks an incarnation for a flush. The incarnation has no connection to the thread. */
  flush(incarnation: number, request: FlushRequest): void;
  /** The entries that say which incarnations live now, for a thread that has to start without the journal. */
  living(): readonly JournalEntry[];
}
