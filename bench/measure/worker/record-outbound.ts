import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { namingOf } from '../../../src/shared/model/request-names.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { OutboundRecorder } from '../../../src/worker/outbound/outbound-recorder.js';
import { OutboundTable } from '../../../src/worker/outbound/outbound-table.js';
import { cpuMs } from '../../costs/cpu-time.js';
import type { Effort } from '../../costs/measurement.js';
import { medians } from '../../costs/quantiles.js';
import { interleave, type Measure } from '../../costs/rounds.js';
import { leftOutNote, loadPeers, type PeerClient } from '../../peers/peers.js';
import { peerFigures, type Row } from '../../report/row.js';

const EFFORT = { full: { rounds: 15, requests: 200_000 }, quick: { rounds: 2, requests: 500 } };
const ORIGINS = Array.from({ length: 10 }, (_, index) => `service-${index}.example:8080`);

const CREATE = 'undici:request:create';
const HEADERS = 'undici:request:headers';
const TRAILERS = 'undici:request:trailers';
const RESPONSE = { statusCode: 200 };

/**
 * Measures the record of one request that the app sends: the diagnostics messages of undici or Node, and their
 * subscribers.
 */
export async function measureRecordOutbound(effort: Effort): Promise<Row[]> {
  const { rounds, requests } = EFFORT[effort];
  const row = { group: 'record', unit: 'ns', params: {} } as const;
  const peers = [...(await loadPeers())].map(([name, client]) => [name, heardByPeer(client, requests)] as const);
  const undici = { bare: nsEach(requests, sendByUndici), ours: heardByUs(requests, sendByUndici) };
  const node = { bare: nsEach(requests, sendByNode), ours: heardByUs(requests, sendByNode) };
  const { ours, ...others } = medians<string>(await interleave(rounds, { ...undici, ...Object.fromEntries(peers) }));
  const { ours: oursOfNode, bare } = medians(await interleave(rounds, node));
  return [
    {
      ...row,
      name: 'hear of one outbound request of fetch or undici',
      ours: ours ?? null,
      peers: peerFigures(others),
      note: ['bare: nobody listens', leftOutNote().note].filter(Boolean).join('; '),
    },
    {
      ...row,
      name: 'hear of one outbound request of node:http',
      ours: oursOfNode,
      peers: { bare },
      note: 'bare: nobody listens',
    },
  ];
}

function nsEach(requests: number, send: (index: number) => void): Measure {
  return async () => {
    const ms = await cpuMs(() => {
      for (let index = 0; index < requests; index++) send(index);
    });
    return (ms * 1e6) / requests;
  };
}

function heardByUs(requests: number, send: (index: number) => void): Measure {
  const { http, httpClient } = resolveOptions({}, {});
  if (httpClient === false) throw new Error('Outbound requests are recorded by default.');
  const recorder = new OutboundRecorder(
    new OutboundTable(new ChangeTracker({ maxSeries: 0 }), namingOf(http), httpClient),
  );
  const measure = nsEach(requests, send);
  return async () => {
    recorder.start();
    try {
      return await measure();
    } finally {
      recorder.stop();
    }
  };
}

/** Records the duration and the requests in flight as an app does with a peer. */
function heardByPeer({ Gauge, Histogram, Registry }: PeerClient, requests: number): Measure {
  const registers = [new Registry()];
  const labelNames = ['origin', 'method', 'status'];
  const duration = new Histogram({ name: 'seconds', help: 'h', labelNames, registers });
  const inFlight = new Gauge({ name: 'in_flight', help: 'h', registers });
  const started = new WeakMap<object, { at: number; status: number }>();
  const onCreate = (message: unknown) => {
    started.set((message as Message).request, { at: performance.now(), status: 0 });
    inFlight.inc();
  };
  const onHeaders = (message: unknown) => {
    const known = started.get((message as Message).request);
    if (known) known.status = (message as Message).response.statusCode;
  };
  const onTrailers = (message: unknown) => {
    const { request } = message as Message;
    const known = started.get(request);
    if (known === undefined) return;
    const labels = { origin: request.origin, method: request.method, status: known.status };
    duration.observe(labels, (performance.now() - known.at) / 1000);
    inFlight.dec();
  };
  const listeners = [
    [CREATE, onCreate],
    [HEADERS, onHeaders],
    [TRAILERS, onTrailers],
  ] as const;
  const measure = nsEach(requests, sendByUndici);
  return async () => {
    for (const [name, listener] of listeners) subscribe(name, listener);
    try {
      return await measure();
    } finally {
      for (const [name, listener] of listeners) unsubscribe(name, listener);
    }
  };
}

interface Message {
  readonly request: { readonly origin: string; readonly method: string };
  readonly response: { readonly statusCode: number };
}

const channels = [CREATE, HEADERS, TRAILERS].map((name) => channel(name));

/** Publishes the messages that undici publishes of one request, where somebody listens. */
function sendByUndici(index: number): void {
  const request = { origin: `http://${hostOf(index)}`, method: 'GET', upgrade: null };
  for (const each of channels) if (each.hasSubscribers) each.publish({ request, response: RESPONSE });
}

const NODE_CHANNELS = ['http.client.request.created', 'http.client.request.start', 'http.client.response.finish'];
const nodeChannels = NODE_CHANNELS.map((name) => channel(name));
const socket = { connecting: false };
const whole = { statusCode: 200, complete: true };

/** The part of a ClientRequest that the recorder reads. */
class StandIn extends EventEmitter {
  readonly protocol = 'http:';
  readonly method = 'GET';
  readonly socket = socket;
  readonly host: string;
  readonly #header: string;

  constructor(header: string) {
    super();
    this.#header = header;
    this.host = header.slice(0, -5);
  }

  getHeader(): string {
    return this.#header;
  }
}

/** Publishes the messages that Node publishes of one request, where somebody listens. */
function sendByNode(index: number): void {
  const request = new StandIn(hostOf(index));
  for (const each of nodeChannels) if (each.hasSubscribers) each.publish({ request, response: whole });
  request.emit('close');
}

function hostOf(index: number): string {
  return ORIGINS[index % ORIGINS.length] ?? '';
}
