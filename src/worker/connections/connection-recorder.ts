import type { Server } from 'node:net';
import tls from 'node:tls';
import { Guard } from '../../shared/basics/guard.js';
import type { NamingOptions } from '../../shared/model/request-names.js';
import type { ChangeTracker } from '../../shared/tracking/change-tracker.js';
import { PlainSeries } from '../rows/plain-series.js';
import { ConnectionEnds } from './connection-ends.js';
import { type ConnectionFamilies, connectionFamilies } from './connection-families.js';
import { isHttp2Server, isHttpServer } from './http-servers.js';
import { watchListenCalls } from './listen-calls.js';
import { ConnectionCounts, OpenConnections } from './open-connections.js';

/**
 * Records the connections of all `http`, `https` and `http2` servers of a worker together. Other servers of the app, for
 * example of a database, do not count.
 */
export class ConnectionRecorder {
  /** Tell when the connections have ended. */
  readonly ends: ConnectionEnds;
  readonly #tracker: ChangeTracker;
  readonly #guard: Guard;
  readonly #families: ConnectionFamilies;
  readonly #counts = new ConnectionCounts();
  readonly #connections = new WeakMap<Server, OpenConnections>();
  readonly #series = new Map<keyof ConnectionFamilies, PlainSeries>();
  #unwatch: (() => void) | undefined;

  constructor(tracker: ChangeTracker, options: NamingOptions) {
    this.#tracker = tracker;
    this.#guard = new Guard(tracker);
    this.ends = new ConnectionEnds(this.#guard.failed);
    this.#families = connectionFamilies(options);
    this.#show('open', 'accepted');
  }

  /** Watches every server whose `listen` is called from now on. To be called before the app makes its servers. */
  start(): void {
    this.stop();
    const onServer = (server: Server) => {
      if (isHttpServer(server)) this.connectionsOf(server);
    };
    this.#unwatch = watchListenCalls(this.#guard.wrap(onServer));
  }

  /** Watches no further server. Servers that are watched stay so. */
  stop(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  /** The connections of a server. A server that was not watched before is watched from now on. */
  connectionsOf(server: Server): OpenConnections {
    const known = this.#connections.get(server);
    if (known !== undefined) return known;
    const connections = new OpenConnections(server, this.#guard, this.#counts, this.ends);
    this.#connections.set(server, connections);
    if (server instanceof tls.Server) this.#show('handshakes', 'handshakeErrors');
    if (isHttp2Server(server)) this.#show('sessions');
    return connections;
  }

  /** Looks for connections that have ended and did not tell, and gives the tracker all counts. */
  flush(): void {
    this.ends.look();
    for (const [name, series] of this.#series) series.set(this.#counts[name]);
  }

  #show(...names: (keyof ConnectionFamilies)[]): void {
    for (const name of names) {
      if (!this.#series.has(name)) this.#series.set(name, new PlainSeries(this.#tracker, this.#families[name]));
    }
  }
}
