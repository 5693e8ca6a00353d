import type { FlushRequest } from '../../shared/channel/socket-messages.js';
import type { JournalEntry } from '../protocol/thread-messages.js';

/** What the thread asks of the main loop. */
export interface ThreadRequests {
  /** A flush of an incarnation that is not connected to the thread is wanted. */
  flush(incarnation: number, ask: FlushRequest): void;
  /** Who lives now, for a thread that has to start without the journal's values. */
  living(): readonly JournalEntry[];
}
