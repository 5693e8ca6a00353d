import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:net';
import tls from 'node:tls';
import type { FamilyDefinition } from '../../shared/model/family.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import type { ChangeTracker, TrackedSeries } from '../../shared/tracking/change-tracker.js';
import { isHttpServer } from '../app/start-app.js';
import { ConnectionCounts } from './connection-counts.js';
import { type ConnectionFamilies, connectionFamilies } from './connection-families.js';
import { Connections } from './open-connections.js';

/** Published by Node when a server is asked to listen. */
const LISTEN = 'tracing:net.server.listen:asyncStart';

/**
 * Records the connections of the `http`, `https` and `http2` servers of a worker, all servers together: the same servers
 * whose requests are recorded, and those of HTTP/2. Other servers of the app, for example of a database, do not count.
 */
export class ConnectionRecorder {
  readonly #tracker: ChangeTracker;
  readonly #families: ConnectionFamilies;
  readonly #counts = new ConnectionCounts();
  readonly #connections = new WeakMap<Server, Connections>();
  readonly #series = new Map<keyof ConnectionFamilies, TrackedSeries | undefined>();

  constructor(tracker: ChangeTracker, options: ResolvedOptions['http']) {
    this.#tracker = tracker;
    this.#families = connectionFamilies(options);
    this.#show('open', 'accepted');
  }

  /** The names of all families that a recorder may fill; an app cannot have them for its own. */
  static familyNames(options: ResolvedOptions['http']): string[] {
    return Object.values<FamilyDefinition>({ ...connectionFamilies(options) }).map((family) => family.name);
  }

  /** From now on every server that is asked to listen is watched. To be called before the app makes its servers. */
  start(): void {
    this.stop();
    subscribe(LISTEN, this.#onListen);
  }

  /** Servers that are watched stay so; no other is from now on. */
  stop(): void {
    unsubscribe(LISTEN, this.#onListen);
  }

  /** The connections of a server, which is watched from now on if it was not before. */
  connectionsOf(server: Server): Connections {
    const known = this.#connections.get(server);
    if (known !== undefined) return known;
    const connections = new Connections(server, this.#counts);
    this.#connections.set(server, connections);
    if (server instanceof tls.Server) this.#show('handshakes', 'handshakeErrors');
    if (isHttp2Server(server)) this.#show('sessions');
    return connections;
  }

  /** Hands what changed since the last flush to the tracker. */
  flush(): void {
    for (const [name, series] of this.#series) {
      if (series !== undefined) this.#tracker.set(series, [this.#counts[name]]);
    }
  }

  readonly #onListen = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('server' in message)) return;
    if (isHttpServer(message.server)) this.connectionsOf(message.server);
  };

  #show(...names: (keyof ConnectionFamilies)[]): void {
    for (const name of names) {
      if (this.#series.has(name)) continue;
      const family = this.#tracker.family(this.#families[name], { isBounded: true });
      this.#series.set(name, this.#tracker.series(family, []));
    }
  }
}

// Node exports no class of them; no other server has settings of HTTP/2 to update.
function isHttp2Server(server: Server): boolean {
  return 'updateSettings' in server;
}
