/**
 * The page of the scrapes that waited for the same answers of the workers. They go on in the same turn of the event loop, in which
 * nothing changes. So they share one rendered page, and hold one copy while it is read.
 */
export class SharedPage {
  #last: { readonly round: object; readonly page: Buffer } | undefined;

  /** Renders the page, unless another scrape of the same round has done so in this turn. */
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
