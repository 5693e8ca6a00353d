import type { FlushRequest } from '../../shared/channel/socket-messages.js';
import type { JournalEntry } from '../protocol/thread-messages.js';

/** The requests of the aggregator thread, and of its end in the main loop, to the rest of the primary. */
export interface ThreadRequests {
  /** Requests a flush of an incarnation that has no connection to the thread. */
  flush(incarnation: number, request: FlushRequest): void;
  /** The entries that say which incarnations live now, for a thread that has to start without the journal. */
  living(): readonly JournalEntry[];
}
