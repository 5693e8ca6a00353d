#!/usr/bin/env bash
# Versions: prom-client 15.1.3, @prometheus-io/client 0.16.1 and @platformatic/prom-client 1.0.0, on Node.js 20.
# Usual guess: @platformatic/prom-client has prom-client's API, so a subclass of a metric that overrides get() is scraped through its override
#   in both, and so is a subclass of any type.
# Seen: prom-client and its successor @prometheus-io/client call the override for a page of counters, gauges and summaries. They do not for
#   histograms, of which the page reads getForPromString() instead; only getMetricsAsJSON() calls a histogram's override.
#   @platformatic/prom-client never calls any: its prototypes have no get() at all, and each constructor gives the new metric a `get` of its
#   own, which hides the subclass's. No error tells of it; the override is dead code.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --ignore-scripts --no-audit --no-fund --silent prom-client@15.1.3 @prometheus-io/client@0.16.1 @platformatic/prom-client@1.0.0

cat >show.mjs <<'JS'
import { createRequire } from 'node:module';

const client = createRequire(import.meta.url)(process.argv[2]);
for (const type of ['Counter', 'Gauge', 'Histogram', 'Summary']) {
  const registry = new client.Registry();
  let calls = 0;
  class Own extends client[type] {
    get() {
      calls += 1;
      return super.get();
    }
  }
  const metric = new Own({ name: 'm', help: 'h', registers: [registry] });
  await registry.metrics();
  const forPage = calls;
  await registry.getMetricsAsJSON();
  console.log(`${type}: page ${forPage}, JSON ${calls - forPage}, has its own get ${Object.hasOwn(metric, 'get')}`);
}
JS

prom_client='Counter: page 1, JSON 1, has its own get false
Gauge: page 1, JSON 1, has its own get false
Histogram: page 0, JSON 1, has its own get false
Summary: page 1, JSON 1, has its own get false'
platformatic='Counter: page 0, JSON 0, has its own get true
Gauge: page 0, JSON 0, has its own get true
Histogram: page 0, JSON 0, has its own get true
Summary: page 0, JSON 0, has its own get true'
for library in prom-client @prometheus-io/client @platformatic/prom-client; do
  [[ $library == @platformatic/* ]] && expected=$platformatic || expected=$prom_client
  seen=$(node show.mjs "$library")
  echo "$library (calls of the override)"
  echo "$seen"
  [[ $seen == "$expected" ]]
done
