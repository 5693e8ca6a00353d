import type { PeerClient } from '../peers/peers.js';
import { AppSeries } from './series.js';

/** The messages of all workers at one scrape of a peer: JSON, as IPC sends it. */
export async function peerMessages(client: PeerClient, workers: number, seriesPerWorker: number): Promise<string[]> {
  const registry = new client.Registry();
  const app = new AppSeries(client, registry, seriesPerWorker);
  const messages: string[] = [];
  for (let worker = 0; worker < workers; worker++) {
    app.change(1);
    messages.push(JSON.stringify({ type: 'metrics', metrics: [await registry.getMetricsAsJSON()] }));
  }
  return messages;
}

/** The work of a peer's primary at one scrape: from the text of the workers' messages to the bytes of the page. */
export async function peerScrape(client: PeerClient, messages: readonly string[]): Promise<void> {
  const answers = messages.flatMap((text) => (JSON.parse(text) as { metrics: object[] }).metrics);
  Buffer.from(await client.AggregatorRegistry.aggregate(answers).metrics());
}
