import { MAX_NOTE_LENGTH } from '../frame/frame.js';

/** Notes about problems that wait for the next frame. Each is sent once in the life of a process. */
export class Notes {
  readonly #made = new Set<string>();
  #waiting: Note[] = [];

  /** The notes that no frame has yet. */
  get waiting(): readonly Note[] {
    return this.#waiting;
  }

  /** Adds a note, unless the same one was made before. */
  add(...[reason, family, detail]: Note): void {
    const note: Note = [reason, family.slice(0, MAX_NOTE_LENGTH), detail.slice(0, MAX_NOTE_LENGTH)];
    const key = JSON.stringify(note);
    if (this.#made.has(key) || this.#made.size >= MAX_NOTES) return;
    this.#made.add(key);
    this.#waiting.push(note);
  }

  /** Forgets the waiting notes, which a frame has now. */
  clear(): void {
    this.#waiting = [];
  }
}

/** What is wrong, with which family (`''` for none), and how. */
type Note = [reason: string, family: string, detail: string];

/** Maximum number of notes that an incarnation sends. Messages of errors can differ without end. */
const MAX_NOTES = 1000;
