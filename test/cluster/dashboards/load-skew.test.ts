// needs: prometheus
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connections, UnevenClients } from '../driver/clients/uneven-clients.js';
import { metricsDocument } from '../driver/documented-families.js';
import { Prometheus } from '../driver/prometheus/prometheus.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

/** Number of requests that keep the worker of slot 0 busy, for 400 ms each. */
const BUSY = 8;
const text = metricsDocument();

test('the documented queries say how uneven the load is, and how long events wait in the cluster', () =>
  withFixture('keep-alive-app', {}, async (fixture) => {
    const prometheus = await Prometheus.start(fixture.metricsUrl);
    let clients: UnevenClients | undefined;
    try {
      // Prometheus sees a first sample of 0, and all that is counted after it as an increase.
      const first = 'sum(http_worker_connections_total) + sum(http_worker_requests_total)';
      await waitFor('a first sample', async () => (await prometheus.value(first)) === 0);
      clients = await UnevenClients.connect(fixture.url);
      await clients.ask(0, '/busy', BUSY);
      // More than 1 % of all events of half a minute wait for 250 to 400 ms, though only one of three processes is blocked.
      await untilValue(prometheus, documented('histogram_quantile'), (seconds) => seconds > 0.25 && seconds <= 0.5);
      await assertSkew(prometheus, clients);
    } finally {
      await prometheus.stop();
      await clients?.close();
    }
  }));

test.run();

async function assertSkew(prometheus: Prometheus, { open, accepted }: UnevenClients): Promise<void> {
  const query = documented('max by');
  const ofRate = (rate: string) => query.replaceAll('http_worker_open_connections', documented(rate));
  const requests = { ofSlot0: accepted.ofSlot0 + BUSY, ofSlot1: accepted.ofSlot1 };
  assert.ok(skewOf(open) > 1.2 && skewOf(requests) > 1.2);
  await untilValue(prometheus, query, near(skewOf(open)));
  await untilValue(prometheus, ofRate('rate(http_worker_connections_total'), near(skewOf(accepted)));
  await untilValue(prometheus, ofRate('rate(http_worker_requests_total'), near(skewOf(requests)));
}

/** The query of docs/metrics.md that begins with these words. */
function documented(beginning: string): string {
  const start = text.indexOf(`\`${beginning}`) + 1;
  if (start === 0) throw new Error(`docs/metrics.md has no query that begins with ${beginning}.`);
  return text.slice(start, text.indexOf('`', start));
}

/** The larger number, divided by the average of both. */
function skewOf({ ofSlot0, ofSlot1 }: Connections): number {
  return Math.max(ofSlot0, ofSlot1) / ((ofSlot0 + ofSlot1) / 2);
}

function near(expected: number): (value: number) => boolean {
  return (value) => Math.abs(value - expected) < 0.01;
}

/** Waits until the query has one answer, that of the cluster, with an expected value. */
async function untilValue(
  prometheus: Prometheus,
  query: string,
  isExpected: (value: number) => boolean,
): Promise<void> {
  let last = '';
  const look = async () => {
    const found = await prometheus.vector(query);
    last = JSON.stringify(found);
    return found.length === 1 && isExpected(Number(found[0]?.value));
  };
  await waitFor('the expected answer', look).catch((cause: unknown) => {
    throw new Error(`${query} gave ${last} to the end: ${cause}`, { cause });
  });
}
