#!/usr/bin/env bash
# Versions: prom-client 15.1.3 on Node.js 20; Debian's prometheus 2.42 and victoria-metrics 1.79.
# Usual guess: a client library refuses label names that begin with two underscores, or engines drop such labels alike.
# Seen: prom-client serves them all, and the engines do three different things. A label `__name__` costs Prometheus the whole scrape: up is
#   0, and every other metric of the page is missing. VictoriaMetrics takes the label's value for the metric's name, so that the series
#   appears under a name that nobody wrote, `other{exported___name__="odd"}`. Any other label such as `__tenant` is kept by Prometheus,
#   which stores two series. VictoriaMetrics drops it, and the two become one.
set -euo pipefail

folder=$(mktemp -d)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$folder"
}
trap finish EXIT
cd "$folder"
npm install --ignore-scripts --no-audit --no-fund --silent prom-client@15.1.3

cat >serve.mjs <<'JS'
import { createServer } from 'node:http';
import { Gauge, Registry } from 'prom-client';

const [port, labelName, ...values] = process.argv.slice(2);
const registry = new Registry();
new Gauge({ name: 'plain', help: 'h', registers: [registry] }).set(1);
const odd = new Gauge({ name: 'odd', help: 'h', labelNames: [labelName], registers: [registry] });
for (const [index, value] of values.entries()) odd.set({ [labelName]: value }, index + 1);
createServer(async (_, response) => {
  response.setHeader('Content-Type', registry.contentType);
  response.end(await registry.metrics());
}).listen(Number(port), '127.0.0.1');
JS
node serve.mjs 19921 __name__ other & pids+=($!)
node serve.mjs 19922 __tenant a b & pids+=($!)
cat >scrape.yml <<'YAML'
global: { scrape_interval: 1s }
scrape_configs:
  - { job_name: name, static_configs: [{ targets: ['127.0.0.1:19921'] }] }
  - { job_name: tenant, static_configs: [{ targets: ['127.0.0.1:19922'] }] }
YAML
prometheus --config.file=scrape.yml --storage.tsdb.path=prometheus-data --web.listen-address=127.0.0.1:19923 2>prometheus.log & pids+=($!)
victoria-metrics -promscrape.config=scrape.yml -storageDataPath=vm-data -httpListenAddr=127.0.0.1:19924 -search.latencyOffset=1ms \
  2>victoria-metrics.log & pids+=($!)

# The values of a query, sorted; nothing while the engine is not up.
ask() {
  { curl -sG --data-urlencode "query=$2" "http://127.0.0.1:$1/api/v1/query" || true; } |
    node -e 'let text = ""; process.stdin.on("data", (d) => { text += d; }).on("end", () => {
      try { console.log(JSON.parse(text).data.result.map(({ value }) => value[1]).sort().join(",")); } catch { console.log(""); } });'
}
for port in 19923 19924; do
  for _ in $(seq 120); do
    [[ $(ask $port 'plain{job="tenant"}') == 1 && -n $(ask $port 'up{job="name"}') ]] && break
    sleep 0.5
  done
done
sleep 2

look() {
  echo "$1: up $(ask "$2" 'up{job="name"}'), plain $(ask "$2" 'plain{job="name"}'), odd $(ask "$2" 'odd{job="name"}')," \
    "other $(ask "$2" 'other{job="name",exported___name__="odd"}'), tenants $(ask "$2" 'count(odd{job="tenant"})')"
}
seen=$(look Prometheus 19923; look VictoriaMetrics 19924)
echo "$seen"
[[ $seen == 'Prometheus: up 0, plain , odd , other , tenants 2
VictoriaMetrics: up 1, plain 1, odd , other 1, tenants 1' ]]
