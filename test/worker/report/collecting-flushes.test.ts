// Which flushes run the app's collect() functions, as the aggregator sees it at the other end of the sockets.
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Counter, Gauge, Registry, Summary } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FlushRequest } from '../../../src/shared/channel/socket-messages.js';
import {
  encodeFlushRequest,
  MessageSplitter,
  newSocketPath,
  withLength,
} from '../../../src/shared/channel/socket-messages.js';
import { decodeFrame } from '../../../src/shared/frame/frame.js';
import { RegistrySampler } from '../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { Reporter } from '../../../src/worker/report/reporter.js';
import { SweepPace } from '../../../src/worker/report/sweep-pace.js';
import { Received } from '../../shared/tracking/received.js';

const test = suite('which flushes collect');
const INTERVAL_MS = 10;

/** A worker's reporter with a metric that is collected and two that are not, and the aggregator's end of its sockets. */
class Reported {
  readonly received = new Received();
  readonly reporter: Reporter;
  collects = 0;
  readonly #server: Server;
  readonly #sockets: Socket[] = [];
  readonly #counter: Counter;
  readonly #summary: Summary;
  #count = 0;

  private constructor(server: Server, path: string) {
    this.#server = server;
    const registry = new Registry();
    const registers = [registry];
    const collect = () => void this.collects++;
    new Gauge({ name: 'collected', help: 'G.', registers, collect });
    this.#counter = new Counter({ name: 'counted', help: 'C.', registers });
    this.#summary = new Summary({ name: 'summed', help: 'S.', registers, percentiles: [] });
    const tracker = new ChangeTracker({ maxSeries: 100 });
    const sampler = new RegistrySampler(
      tracker,
      () => [{ registry, scope: () => 'merged' }],
      () => undefined,
    );
    const paces = { stores: new SweepPace(INTERVAL_MS), gets: new SweepPace(INTERVAL_MS) };
    const assignment = { slot: 0, incarnation: 1, port: 0, reusePort: false, socket: { path, token: 'token' } };
    this.reporter = new Reporter({ tracker, tables: [], recorder: undefined, sampler, paces }, assignment);
  }

  static async use(work: (reported: Reported) => Promise<void>): Promise<void> {
    const reported = await Reported.#start();
    try {
      await work(reported);
    } finally {
      reported.#close();
    }
  }

  static async #start(): Promise<Reported> {
    const path = newSocketPath();
    const server = createServer().listen({ path });
    await once(server, 'listening');
    const reported = new Reported(server, path);
    reported.reporter.start(INTERVAL_MS);
    for (let socket = 0; socket < 2; socket++) {
      const [peer] = (await once(server, 'connection')) as [Socket];
      reported.#sockets.push(peer);
      const splitter = new MessageSplitter();
      peer.on('data', (piece: Buffer) => splitter.push(piece, (message) => reported.#take(message)));
    }
    return reported;
  }

  /** Counts in the metrics that are not collected, and waits until a flush by timer has brought that. */
  async untilFlushedByTimer(): Promise<void> {
    this.#count++;
    this.#counter.inc();
    this.#summary.observe(0);
    await this.until(() =>
      ['counted', 'summed'].every((name) => Object.values(this.received.of(name))[0]?.includes(this.#count)),
    );
  }

  request(...requests: FlushRequest[]): void {
    this.#sockets[1]?.write(Buffer.concat(requests.map((request) => withLength(encodeFlushRequest(request)))));
  }

  /** Waits for a frame that answers a flush request. */
  untilAnswered(id: number): Promise<void> {
    return this.until(() => this.received.frames.some(({ header }) => header.flushId === id));
  }

  async until(holds: () => boolean): Promise<void> {
    const [frames] = this.#sockets;
    assert.ok(frames);
    while (!holds()) await once(frames, 'data');
  }

  #close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #take(message: Buffer): void {
    if ('frame' in decodeFrame(message)) this.received.take([message]);
  }
}

test('flushes by timer read counters and summaries, and never collect', () =>
  Reported.use(async (reported) => {
    for (let flush = 0; flush < 20; flush++) await reported.untilFlushedByTimer();
    assert.is(reported.collects, 0);
  }));

test('a flush for a scrape collects, once for each request', () =>
  Reported.use(async (reported) => {
    for (const id of [1, 2]) {
      reported.request({ id, full: false });
      await reported.untilAnswered(id);
      assert.is(reported.collects, id);
    }
  }));

test('a request to send everything again is no scrape, and does not collect', () =>
  Reported.use(async (reported) => {
    await reported.untilFlushedByTimer();
    const definitions = () => reported.received.frames.flatMap(({ records }) => records.families).length;
    const before = definitions();
    reported.request({ id: 0, full: true });
    await reported.until(() => definitions() > before);
    assert.is(reported.collects, 0);
  }));

test('a scrape is answered that comes together with a request to send everything again', () =>
  Reported.use(async (reported) => {
    reported.request({ id: 4, full: false }, { id: 0, full: true });
    await reported.untilAnswered(4);
    assert.is(reported.collects, 1);
  }));

test('the last flush of a planned end collects, and that of an exit does not', () =>
  Reported.use(async (reported) => {
    reported.reporter.flushAtExit();
    assert.is(reported.collects, 0);
    await reported.reporter.lastFlush();
    assert.is(reported.collects, 1);
  }));

test.run();
