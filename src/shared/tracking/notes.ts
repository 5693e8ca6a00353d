import { MAX_NOTE_LENGTH } from '../frame/frame.js';

/** Notes about problems that wait for the next frame. */
export class Notes {
  readonly #made = new Set<string>();
  #waiting: Note[] = [];

  /** The notes that no frame has yet. */
  get waiting(): readonly Note[] {
    return this.#waiting;
  }

  /** Adds a note. @param isRepeated whether to add it also if the same one was made before: it counts each time */
  add([reason, family, detail]: Note, isRepeated: boolean): void {
    const note: Note = [reason, family.slice(0, MAX_NOTE_LENGTH), detail.slice(0, MAX_NOTE_LENGTH)];
    const key = JSON.stringify(note);
    const isNew = !this.#made.has(key);
    if (isNew ? this.#made.size >= MAX_NOTES : !isRepeated) return;
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

/** Maximum number of different notes that an incarnation sends. Messages of errors can differ without end. */
const MAX_NOTES = 1000;
