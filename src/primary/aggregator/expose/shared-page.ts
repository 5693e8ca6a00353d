/**
 * The page that scrapes share which have waited for the same round of flush requests. These scrapes go on in the same turn of the
 * event loop, in which no number changes. So one of them renders the page, and memory holds one copy until all clients have read it.
 */
export class SharedPage {
  #last: { readonly round: object; readonly page: Buffer } | undefined;

  /**
   * Renders the page, unless another scrape of the same round has done so in this turn.
   * @param round any object that all scrapes of a round have, and no other scrape
   */
  of(round: object, render: () => Buffer): Buffer {
    if (this.#last?.round === round) return this.#last.page;
    const page = render();
    this.#last = { round, page };
    // Node runs all promises that are resolved now before this callback.
    process.nextTick(() => {
      this.#last = undefined;
    });
    return page;
  }
}
