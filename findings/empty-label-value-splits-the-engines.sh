#!/usr/bin/env bash
# Versions: prom-client 15.1.3 on Node.js 20; Debian's prometheus 2.42 and victoria-metrics 1.79.
# Usual guess: `x 1` and `x{coupon=""} 2` on one page are two series, or the scrape is refused because a series stands on it twice.
# Seen: prom-client serves both lines, since they are two series to it. For both engines they are one series, without the label, and neither
#   says a word: up is 1, three samples of three count as scraped, no counter of Prometheus for duplicate or disordered samples moves, and
#   no warning is in a log. Prometheus keeps the line that comes first on the page and discards the other. VictoriaMetrics stores both under
#   the same millisecond, so the series has two samples a scrape, and a query answers with either: mostly with the line that comes last,
#   but at some scrapes with the first. So the two engines mostly show different values of one page.
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

const [bare, empty] = [[{}, 1], [{ coupon: '' }, 2]];
const page = async (samples) => {
  const registry = new Registry();
  const gauge = new Gauge({ name: 'x', help: 'h', labelNames: ['coupon'], registers: [registry] });
  for (const [labels, value] of samples) gauge.set(labels, value);
  new Gauge({ name: 'plain', help: 'h', registers: [registry] }).set(1);
  return registry.metrics();
};
const pages = { '/bare-first': await page([bare, empty]), '/empty-first': await page([empty, bare]) };
for (const [path, text] of Object.entries(pages)) console.log(path, text.split('\n').filter((line) => line.startsWith('x')).join(', '));
createServer(({ url }, response) => {
  response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
  response.end(pages[url]);
}).listen(19931, '127.0.0.1');
JS
node serve.mjs >pages.txt & pids+=($!)
cat >scrape.yml <<'YAML'
global: { scrape_interval: 1s }
scrape_configs:
  - { job_name: bare-first, metrics_path: /bare-first, static_configs: [{ targets: ['127.0.0.1:19931'] }] }
  - { job_name: empty-first, metrics_path: /empty-first, static_configs: [{ targets: ['127.0.0.1:19931'] }] }
YAML
prometheus --config.file=scrape.yml --storage.tsdb.path=prometheus-data --web.listen-address=127.0.0.1:19933 2>prometheus.log & pids+=($!)
victoria-metrics -promscrape.config=scrape.yml -storageDataPath=vm-data -httpListenAddr=127.0.0.1:19934 -search.latencyOffset=1ms \
  2>victoria-metrics.log & pids+=($!)

# The values of a query, sorted; nothing while the engine is not up.
ask() {
  { curl -sG --data-urlencode "query=$2" "http://127.0.0.1:$1/api/v1/query" || true; } |
    node -e 'let text = ""; process.stdin.on("data", (d) => { text += d; }).on("end", () => {
      try { console.log(JSON.parse(text).data.result.map(({ value }) => value[1]).sort().join(",")); } catch { console.log(""); } });'
}
for port in 19933 19934; do
  for job in bare-first empty-first; do
    for _ in $(seq 120); do
      # Three scrapes have been stored by then, whichever of the samples of `x` count.
      [[ $(ask $port "count_over_time(up{job=\"$job\"}[1m]) >= bool 3") == 1 ]] && break
      sleep 0.5
    done
  done
done

look() {
  for job in bare-first empty-first; do
    echo "$1, $job: up $(ask "$2" "up{job=\"$job\"}"), samples scraped $(ask "$2" "scrape_samples_scraped{job=\"$job\"}")," \
      "series $(ask "$2" "count(x{job=\"$job\"})"), with a label coupon: $(ask "$2" "count(x{job=\"$job\",coupon!=\"\"}) or vector(0)")," \
      "x from $(ask "$2" "min_over_time(x{job=\"$job\"}[1m])") to $(ask "$2" "max_over_time(x{job=\"$job\"}[1m])"), samples of x to one of plain" \
      "$(ask "$2" "round(count_over_time(x{job=\"$job\"}[1m]) / on(job) count_over_time(plain{job=\"$job\"}[1m]))")"
  done
}
seen=$(
  cat pages.txt
  look Prometheus 19933
  look VictoriaMetrics 19934
  counters='^prometheus_(target_scrapes_sample_(duplicate_timestamp|out_of_order)|tsdb_(out_of_order_samples|head_out_of_order_samples_appended))_total'
  echo "Prometheus' counters of such samples:" $(curl -s 127.0.0.1:19933/metrics | grep -E "$counters" | cut -d ' ' -f 2)
  echo "lines in the logs: $(grep -cE 'level=(warn|error)' prometheus.log || true)" \
    "$(grep -cE $'\t(warn|error)\t' victoria-metrics.log || true)"
)
echo "$seen"
[[ $seen == '/bare-first x 1, x{coupon=""} 2
/empty-first x{coupon=""} 2, x 1
Prometheus, bare-first: up 1, samples scraped 3, series 1, with a label coupon: 0, x from 1 to 1, samples of x to one of plain 1
Prometheus, empty-first: up 1, samples scraped 3, series 1, with a label coupon: 0, x from 2 to 2, samples of x to one of plain 1
VictoriaMetrics, bare-first: up 1, samples scraped 3, series 1, with a label coupon: 0, x from 1 to 2, samples of x to one of plain 2
VictoriaMetrics, empty-first: up 1, samples scraped 3, series 1, with a label coupon: 0, x from 1 to 2, samples of x to one of plain 2
Prometheus'"'"' counters of such samples: 0 0 0 0 0
lines in the logs: 0 0' ]]
