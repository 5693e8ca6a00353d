import { Client } from 'undici';

const CONNECTIONS = 16;
/** Time for which an idle connection stays open. By default undici closes it after 4 s. */
const KEPT_FOR_MS = 600_000;
/** Number of connections to slot 1 that stay open. */
const LEFT = 2;

/** A client whose connection stays open. */
export function keptClient(url: string): Client {
  return new Client(url, { keepAliveTimeout: KEPT_FOR_MS });
}

/** Numbers of connections, of the workers in two slots. */
export interface Connections {
  readonly ofSlot0: number;
  readonly ofSlot1: number;
}

/** Connections to two workers that stay open: most of them to slot 0. */
export class UnevenClients {
  /** How many connections each worker has accepted. */
  readonly accepted: Connections;
  /** The clients whose connections are open, by slot. */
  readonly #kept: readonly (readonly Client[])[];

  private constructor(accepted: Connections, kept: readonly (readonly Client[])[]) {
    this.accepted = accepted;
    this.#kept = kept;
  }

  /** Connects to an app that answers with its slot and closes no connection. */
  static async connect(url: string): Promise<UnevenClients> {
    const bySlot: Client[][] = [[], []];
    for (let count = 0; count < CONNECTIONS; count++) {
      const client = keptClient(url);
      const { body } = await client.request({ path: '/', method: 'GET' });
      bySlot[Number(await body.text())]?.push(client);
    }
    const [most = [], few = []] = bySlot;
    const accepted = { ofSlot0: most.length, ofSlot1: few.length };
    await Promise.all(few.slice(LEFT).map((client) => client.destroy()));
    return new UnevenClients(accepted, [most, few.slice(0, LEFT)]);
  }

  /** How many connections each worker has open, until {@link close}. */
  get open(): Connections {
    const [most = [], few = []] = this.#kept;
    return { ofSlot0: most.length, ofSlot1: few.length };
  }

  /** Sends GET `path` to the worker of a slot, `times` times one after another, on an open connection. */
  async ask(slot: number, path: string, times: number): Promise<void> {
    const [client] = this.#kept[slot] ?? [];
    if (client === undefined) throw new Error(`No connection to slot ${slot} is open.`);
    for (let time = 0; time < times; time++) {
      const { body } = await client.request({ path, method: 'GET' });
      await body.dump();
    }
  }

  /** Closes all connections. Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.#kept.flat().map((client) => client.destroy()));
  }
}
