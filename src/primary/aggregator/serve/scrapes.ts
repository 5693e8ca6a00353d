import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { thrownStack } from '../../../shared/basics/thrown-text.js';
import { TEXT_CONTENT_TYPE } from '../expose/text/text-format.js';
import type { Answers } from './answers.js';
import type { PageSource } from './page-source.js';
import { statedTimeoutMs } from './stated-timeout.js';

/** Answers scrapes with the page. Refuses a scrape while as many are in flight as may be. */
export class Scrapes {
  readonly #maxInFlight: number;
  readonly #source: PageSource;
  readonly #answers: Answers;
  readonly #zipped = new WeakMap<Buffer, Promise<Buffer>>();

  constructor(maxInFlight: number, source: PageSource, answers: Answers) {
    this.#maxInFlight = maxInFlight;
    this.#source = source;
    this.#answers = answers;
  }

  /** Answers a scrape that has credentials. Never rejects. */
  async serve(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    if (this.#source.handler.inFlight >= this.#maxInFlight) return this.#refuse(response);
    const scrape = this.#begin(response);
    try {
      const answer = await this.#answerTo(request, query, scrape);
      if (!scrape.isWaiting) return;
      for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
      this.#answers.send(response, answer.code, answer.type ?? 'text/plain', answer.body);
      scrape.answered(answer.code);
    } catch (error) {
      this.#source.log(`a scrape failed: ${thrownStack(error)}`);
      if (!scrape.isWaiting) return;
      this.#answers.send(response, 500, 'text/plain', 'The page could not be made; the log says why.\n');
      scrape.answered(500);
    }
  }

  #refuse(response: ServerResponse): void {
    response.setHeader('Retry-After', '1');
    this.#answers.send(response, 503, 'text/plain', 'Too many scrapes at once.\n');
    this.#source.handler.answered(503, 0);
  }

  #begin(response: ServerResponse): Scrape {
    const start = performance.now();
    const scrape: Scrape = {
      isWaiting: true,
      answered: (code) => {
        scrape.isWaiting = false;
        this.#source.handler.answered(code, (performance.now() - start) / 1000);
      },
    };
    this.#source.handler.began();
    this.#answers.whenGone(response, () => {
      this.#source.handler.left();
      if (scrape.isWaiting) scrape.answered(CLIENT_LEFT);
    });
    return scrape;
  }

  async #answerTo(request: IncomingMessage, query: URLSearchParams, scrape: Scrape): Promise<ScrapeAnswer> {
    const page = await this.#source.page({
      names: new Set(query.getAll('name[]')),
      worker: query.get('worker') ?? undefined,
      timeoutMs: statedTimeoutMs(request.headers),
      isWanted: () => scrape.isWaiting,
    });
    if (!page) return { code: 404, body: 'No such worker.\n' };
    const plain = { code: 200, type: TEXT_CONTENT_TYPE, body: page, headers: { Vary: 'Accept-Encoding' } };
    if (!scrape.isWaiting || page.length < COMPRESS_FROM_BYTES || !acceptsGzip(request)) return plain;
    return { ...plain, body: await this.#zip(page), headers: { ...plain.headers, 'Content-Encoding': 'gzip' } };
  }

  /** Compresses a page once, however many scrapes get it. */
  #zip(page: Buffer): Promise<Buffer> {
    const zipped = this.#zipped.get(page) ?? compress(page, { level: constants.Z_BEST_SPEED });
    this.#zipped.set(page, zipped);
    return zipped;
  }
}

interface Scrape {
  /** Whether the client waits for its answer. */
  isWaiting: boolean;
  /** Counts the scrape. To be called once, when its answer is handed over, or when nobody waits for it any more. */
  readonly answered: (code: number) => void;
}

interface ScrapeAnswer {
  readonly code: number;
  /** The content type. @default text/plain */
  readonly type?: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The code under which a scrape counts if its client left before the page was made. It is never sent. */
const CLIENT_LEFT = 499;

/** Size from which a page is compressed, in bytes. A smaller page fits into one packet anyway. */
const COMPRESS_FROM_BYTES = 1400;

const compress = promisify(gzip);

/** Whether a client takes gzip. A weight of 0 means that it does not (RFC 9110, 12.5.3). */
function acceptsGzip(request: IncomingMessage): boolean {
  const accepted = String(request.headers['accept-encoding'] ?? '').toLowerCase();
  return accepted.split(',').some((part) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(part));
}
