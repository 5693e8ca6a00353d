import type { Declaration } from './worker-numbers.js';

/**
 * The declarations that disagree with the standing definition of their family. While all workers make the same change, one after the
 * other, they disagree for a moment. So a dispute counts only if it stands at the end of two rounds of scrapes in a row.
 */
export class Disputes {
  /** The disputes that have not counted, each with whether it stood at the end of the last round. */
  readonly #open = new Map<Declaration, boolean>();

  /** Begins a dispute. */
  begin(declaration: Declaration): void {
    this.#open.set(declaration, false);
  }

  /** Ends a dispute, if there is one. */
  end(declaration: Declaration): void {
    if (this.#open.size > 0) this.#open.delete(declaration);
  }

  /** Ends a round. @returns the declarations of the disputes that count now. Each is returned once */
  endRound(): Declaration[] {
    if (this.#open.size === 0) return [];
    const lasting = [...this.#open].filter(([, stood]) => stood).map(([declaration]) => declaration);
    for (const declaration of this.#open.keys()) this.#open.set(declaration, true);
    for (const declaration of lasting) this.#open.delete(declaration);
    return lasting;
  }
}
