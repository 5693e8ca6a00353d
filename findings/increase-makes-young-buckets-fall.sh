#!/usr/bin/env bash
# Versions: Debian's prometheus 2.42 (promtool). Newer versions may order the two limits of the extrapolation otherwise.
# Usual guess: the buckets of a cumulative histogram that only grow, all scraped at the same moments, have increases that grow with
#   `le`, too: `increase(h_bucket{le="2"}[10m]) >= increase(h_bucket{le="1"}[10m])`.
# Seen: not while the window reaches back beyond the first sample. Prometheus extrapolates each bucket to the moment at which it
#   would have been 0, if that moment is nearer than 1.1 scrape intervals, and by half an interval otherwise. Of two buckets on
#   either side of that limit the larger one gets less: 121 for le="1", but 111.1 for le="2" and 112.2 for le="+Inf".
#   histogram_quantile raises such buckets without a word, so a quantile that is computed from the same increases by hand differs.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download prometheus >apt.log 2>&1 || { cat apt.log; exit 1; }
dpkg-deb -x prometheus_*.deb prometheus
promtool=$folder/prometheus/usr/bin/promtool
"$promtool" --version 2>&1 | head -n 1

# All buckets are scraped each minute from minute 5 on, and the window is ten minutes long.
cat >cases.yml <<'YAML'
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: 'h_bucket{le="1"}'
        values: '_ _ _ _ _ 21 41 61 81 101 121'
      - series: 'h_bucket{le="2"}'
        values: '_ _ _ _ _ 23 43 63 83 103 124'
      - series: 'h_bucket{le="+Inf"}'
        values: '_ _ _ _ _ 25 45 65 85 105 127'
    promql_expr_test:
      - expr: round(increase(h_bucket[10m]), 0.1)
        eval_time: 10m
        exp_samples:
          - { labels: '{le="1"}', value: 121 }
          - { labels: '{le="2"}', value: 111.1 }
          - { labels: '{le="+Inf"}', value: 112.2 }
      - expr: histogram_quantile(0.999, increase(h_bucket[10m]))
        eval_time: 10m
        exp_samples:
          # The 121 of le="1" counts for all buckets above it, so every observation lies in the first bucket.
          - { labels: '{}', value: 0.999 }
YAML
"$promtool" test rules cases.yml
