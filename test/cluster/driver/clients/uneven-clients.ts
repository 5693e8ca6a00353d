import { Client } from 'undici';

const CONNECTIONS = 16;
/** Else undici closes idle connections after 4 s. */
const KEPT_FOR_MS = 600_000;
/** Of the connections to slot 1, so many stay. */
const LEFT = 2;

/** A client whose connection stays open. */
export function keptClient(url: string): Client {
  return new Client(url, { keepAliveTimeout: KEPT_FOR_MS });
}

/** Connections to two workers that stay open: most of them to slot 0. */
export class UnevenClients {
  /** How many each slot has accepted. */
  readonly accepted: readonly number[];
  readonly #kept: readonly (readonly Client[])[];

  private constructor(accepted: readonly number[], kept: readonly (readonly Client[])[]) {
    this.accepted = accepted;
    this.#kept = kept;
  }

  /** Connects, of an app that answers with its slot and closes no connection. */
  static async connect(url: string): Promise<UnevenClients> {
    const bySlot: Client[][] = [[], []];
    for (let count = 0; count < CONNECTIONS; count++) {
      const client = keptClient(url);
      const { body } = await client.request({ path: '/', method: 'GET' });
      bySlot[Number(await body.text())]?.push(client);
    }
    const accepted = bySlot.map((clients) => clients.length);
    const [most = [], few = []] = bySlot;
    await Promise.all(few.slice(LEFT).map((client) => client.destroy()));
    return new UnevenClients(accepted, [most, few.slice(0, LEFT)]);
  }

  /** How many each slot has open, until they are closed. */
  get open(): number[] {
    return this.#kept.map((clients) => clients.length);
  }

  /** Sends GET `path` to a slot, one request after another, on a connection that is open. */
  async ask(slot: number, path: string, times: number): Promise<void> {
    const [client] = this.#kept[slot] ?? [];
    if (client === undefined) throw new Error(`No connection to slot ${slot} is open.`);
    for (let time = 0; time < times; time++) {
      const { body } = await client.request({ path, method: 'GET' });
      await body.dump();
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.#kept.flat().map((client) => client.destroy()));
  }
}
