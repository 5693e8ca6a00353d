#!/usr/bin/env bash
# Versions: prom-client 15.1.3, @prometheus-io/client 0.16.1 and @platformatic/prom-client 1.0.0, on Node.js 20.
# Usual guess: reset() does the same to a metric of any type: all its values become 0, or all its series are gone. And an unlabelled metric
#   is on the page from its creation on, so it is there after reset() as well.
# Seen: reset() does one of three things, in all three libraries. Counters and gauges start anew: without labels they are 0, and with labels
#   their series are gone. Histograms lose everything: a histogram without labels has left the page too, though a new one shows its
#   zeros at once, and comes back with its next observation only. Summaries keep everything at 0: their labelled series never go away, so
#   reset() does not free what they hold. Registry.resetMetrics() is the same for all metrics of a registry.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --ignore-scripts --no-audit --no-fund --silent prom-client@15.1.3 @prometheus-io/client@0.16.1 @platformatic/prom-client@1.0.0

cat >show.mjs <<'JS'
import { createRequire } from 'node:module';

const client = createRequire(import.meta.url)(process.argv[2]);
const use = (metric, ...labels) => (metric.observe ? metric.observe(...labels, 3) : metric.inc(...labels, 3));
const outcomes = [];
for (const type of ['Counter', 'Gauge', 'Histogram', 'Summary']) {
  for (const labels of [[], [{ shop: 'a' }]]) {
    const registry = new client.Registry();
    const metric = new client[type]({ name: 'm', help: 'h', labelNames: labels.flatMap(Object.keys), registers: [registry] });
    // What the page shows of the metric: its count or value, or nothing.
    const look = async () => {
      const samples = (await registry.metrics()).split('\n').filter((line) => /^m(_count)?( |\{shop)/.test(line));
      return samples.map((line) => line.split(' ').at(-1)).join() || 'absent';
    };
    const states = [await look()];
    use(metric, ...labels);
    states.push(await look());
    metric.reset();
    states.push(await look());
    registry.resetMetrics();
    states.push(await look());
    use(metric, ...labels);
    states.push(await look());
    outcomes.push(`${labels.length > 0 ? 'labelled' : 'plain'} ${type}: ${states.join(', ')}`);
  }
}
console.log(outcomes.join('\n'));
JS

expected='plain Counter: 0, 3, 0, 0, 3
labelled Counter: absent, 3, absent, absent, 3
plain Gauge: 0, 3, 0, 0, 3
labelled Gauge: absent, 3, absent, absent, 3
plain Histogram: 0, 1, absent, absent, 1
labelled Histogram: absent, 1, absent, absent, 1
plain Summary: 0, 1, 0, 0, 1
labelled Summary: absent, 1, 0, 0, 1'
for library in prom-client @prometheus-io/client @platformatic/prom-client; do
  seen=$(node show.mjs "$library")
  echo "$library (new, used, reset(), resetMetrics(), used again)"
  echo "$seen"
  [[ $seen == "$expected" ]]
done
