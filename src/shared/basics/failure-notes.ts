/** Notes failures of one kind: each text once, and at most {@link MAX_NOTES} texts, because messages can differ without end. */
export class FailureNotes {
  readonly #notes: NoteTaker;
  readonly #reason: string;
  readonly #noted = new Set<string>();

  /** @param reason the kind of the failures, a reason of `cluster_metric_conflicts_total` */
  constructor(notes: NoteTaker, reason: string) {
    this.#notes = notes;
    this.#reason = reason;
  }

  /** Notes a failure, unless the same one was noted before, or enough others were. @param text says in words what has failed */
  add(text: string): void {
    if (this.#noted.has(text) || this.#noted.size >= MAX_NOTES) return;
    this.#noted.add(text);
    this.#notes.note(this.#reason, '', text);
  }
}

/** Maximum number of notes about failures of one kind. */
const MAX_NOTES = 10;

/** Takes notes about problems; a `ChangeTracker` does. */
export interface NoteTaker {
  note(reason: string, family: string, detail: string): void;
}
