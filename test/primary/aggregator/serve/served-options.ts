import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import type { Registry } from 'prom-client';
import { Aggregator } from '../../../../src/primary/aggregator/aggregator.js';
import { createMetricsServer, listen } from '../../../../src/primary/aggregator/serve/server.js';
import type { FromThread } from '../../../../src/primary/protocol/thread-messages.js';
import { monotonicMs } from '../../../../src/shared/basics/monotonic-clock.js';
import { namingOf } from '../../../../src/shared/model/request-names.js';
import type { ResolvedOptions } from '../../../../src/shared/options/options.js';
import { ChangeTracker } from '../../../../src/shared/tracking/change-tracker.js';
import { HttpTable } from '../../../../src/worker/http/http-table.js';
import { OutboundTable } from '../../../../src/worker/outbound/outbound-table.js';
import { createSampler } from '../../../../src/worker/report/create-sampler.js';
import { reservedFamilies } from '../../../../src/worker/report/reserved-families.js';
import { SweepPace } from '../../../../src/worker/report/sweep-pace.js';
import { threadSettings } from '../thread-settings.js';
import { closeServer } from './close-server.js';

/** A worker's recorders and samplers, an aggregator and its server, in this process: all that options pass through to a page. */
export class ServedOptions {
  /** undefined with `http: false`. */
  readonly http: HttpTable | undefined;
  readonly outbound: OutboundTable | undefined;
  /** What the aggregator logged. */
  readonly log: string[] = [];
  readonly #options: ResolvedOptions;
  readonly #tracker: ChangeTracker;
  readonly #aggregator: Aggregator;
  readonly #server: http.Server;
  readonly #sample: () => void;
  #port = 0;

  constructor(options: ResolvedOptions, registry: Registry) {
    this.#options = options;
    const tracker = new ChangeTracker({ maxSeries: options.metrics.maxSeriesPerWorker });
    this.#tracker = tracker;
    this.http = options.http === false ? undefined : new HttpTable(tracker, options.http);
    this.outbound =
      options.httpClient === false ? undefined : new OutboundTable(tracker, namingOf(options.http), options.httpClient);
    const paces = { stores: new SweepPace(1000), collected: new SweepPace(1000) };
    const whyReserved = reservedFamilies(options.http, options.httpClient);
    const sampler = createSampler(tracker, options, { defaultRegister: registry, paces, whyReserved });
    this.#sample = () => sampler.sampleStoresAtOnce();
    const settings = threadSettings(options);
    this.#aggregator = new Aggregator(settings, {
      post: (message) => this.#posted(message),
      requestFlush: (_, { id }) => setImmediate(() => this.#flush(id)),
      enterOutside: () => undefined,
    });
    this.#aggregator.enter({ kind: 'began', slot: SLOT, incarnation: INCARNATION, pid: process.pid });
    this.#aggregator.enter({ kind: 'ready', incarnation: INCARNATION });
    this.#server = createMetricsServer(settings, this.#aggregator);
  }

  async listen(): Promise<void> {
    this.#port = await listen(this.#server, 0, '127.0.0.1');
  }

  /** Requests a path of the metrics port, with the text of the path as it is. */
  async get(path: string, authorization: string | undefined): Promise<Answer> {
    const { tls } = this.#options.metrics;
    const headers = authorization === undefined ? {} : { authorization };
    const where = { host: '127.0.0.1', port: this.#port, path, headers, agent: false };
    const request = tls ? https.get({ ...where, ...tls, rejectUnauthorized: false }) : http.get(where);
    const [response]: IncomingMessage[] = await once(request, 'response');
    if (response === undefined) throw new Error('no response');
    return { status: response.statusCode, text: await text(response) };
  }

  async close(): Promise<void> {
    await closeServer(this.#server);
  }

  #flush(id: number): void {
    this.http?.flush();
    this.outbound?.flush();
    this.#sample();
    for (const bytes of this.#tracker.take({ slot: SLOT, incarnation: INCARNATION }, id, monotonicMs()))
      this.#aggregator.enter({ kind: 'frame', slot: SLOT, incarnation: INCARNATION, bytes });
  }

  #posted(message: FromThread): void {
    if (message.kind === 'log') this.log.push(message.message);
  }
}

/** An answer of the metrics port. */
export interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

const SLOT = 0;
const INCARNATION = 1;
