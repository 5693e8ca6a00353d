import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import express from 'express';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PromClusterError } from '../../../src/shared/errors.js';
import { type AppFactory, listen, startApp } from '../../../src/worker/app/start-app.js';
import { canSharePorts } from '../../cluster/driver/reuse-port.js';

const context = { slot: 2, signal: new AbortController().signal };
const free = { port: 0, host: '127.0.0.1' };
const nobody = () => undefined;

async function failure(promise: Promise<unknown>): Promise<PromClusterError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof PromClusterError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

async function answerOf(factory: AppFactory): Promise<string> {
  const { server, port } = await startApp(factory, context, free, nobody);
  const response = await fetch(`http://127.0.0.1:${port}/`);
  const text = await response.text();
  server.close();
  return text;
}

test('a request listener and an Express app get a server', async () => {
  assert.is(await answerOf(() => (_: unknown, response: http.ServerResponse) => response.end('listener')), 'listener');
  const app = express().get('/', (_, response) => void response.send('express'));
  assert.is(await answerOf(() => app), 'express');
  assert.is(await answerOf(async () => app), 'express');
});

test('an app of no known kind is refused', async () => {
  const error = await failure(startApp(() => 'app', context, free, nobody));
  assert.is(error.code, 'ERR_UNSUPPORTED_APP');
});

test('with reusePort, servers of every kind listen beside each other', async () => {
  if (!(await canSharePorts())) return;
  for (const create of [
    () => http.createServer(),
    () => https.createServer(),
    () => http2.createServer(),
    () => http2.createSecureServer(),
  ]) {
    const first = await startApp(create, context, { ...free, reusePort: true }, nobody);
    const address = { ...free, port: first.port, reusePort: true };
    const second = await startApp(create, context, address, nobody);
    assert.is(second.port, first.port);
    first.server.close();
    second.server.close();
  }
});

test('the factory gets its slot and signal, and its error is not changed', async () => {
  const thrown = new Error('mine');
  let passed: unknown;
  const factory: AppFactory = (given) => {
    passed = given;
    throw thrown;
  };
  try {
    await startApp(factory, context, free, nobody);
    assert.unreachable();
  } catch (error) {
    assert.is(error, thrown);
  }
  assert.is(passed, context);
});

test('the server is shown before it listens', async () => {
  const seen: [Server, boolean][] = [];
  const { server } = await startApp(
    () => http.createServer(),
    context,
    free,
    (its) => {
      seen.push([its, its.listening]);
    },
  );
  assert.equal(seen, [[server, false]]);
  server.close();
});

test('a server that the app had listen keeps its own port', async () => {
  const listening = http.createServer().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const own = listening.address();
  const { server, port } = await startApp(() => listening, context, { port: 1, host: undefined }, nobody);
  assert.is(port, typeof own === 'object' ? own?.port : undefined);
  server.close();
});

test('`listen` is not called again on a server that is about to listen', async () => {
  const about = http.createServer();
  let listened = 0;
  about.on('listening', () => listened++);
  const { server, port } = await startApp(() => about.listen(0, 'localhost'), context, { port: 1, host: '?' }, nobody);
  assert.ok(port > 1);
  assert.is(listened, 1);
  server.close();
});

test('https and http2 with TLS say https', async () => {
  for (const server of [https.createServer(), http2.createSecureServer()]) {
    assert.is((await listen(server, free)).protocol, 'https');
    server.close();
  }
  const plain = http2.createServer();
  assert.is((await listen(plain, free)).protocol, 'http');
  plain.close();
});

test('a server on a path has that path: absolute, or `@name` for an abstract socket', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-app-'));
  const absolute = process.platform === 'win32' ? '\\\\.\\pipe\\start-app' : join(folder, 'app.sock');
  const paths = [[absolute, absolute]];
  if (process.platform !== 'win32') paths.push([relative(process.cwd(), `${absolute}2`), `${absolute}2`]);
  if (process.platform === 'linux') paths.push([`\0start-app-${process.pid}`, `@start-app-${process.pid}`]);
  for (const [given, shown] of paths) {
    const app = await startApp(() => http.createServer().listen(given), context, free, nobody);
    app.server.close();
    assert.equal([app.port, app.path], [0, shown]);
  }
  rmSync(folder, { recursive: true });
});

test('a port that is taken is ERR_APP_LISTEN with the reason as cause', async () => {
  const first = http.createServer();
  const { port } = await listen(first, free);
  const error = await failure(startApp(() => http.createServer(), context, { port, host: '127.0.0.1' }, nobody));
  assert.is(error.code, 'ERR_APP_LISTEN');
  assert.match(error.message, `on host 127.0.0.1, port ${port}`);
  assert.is(Reflect.get(new Object(error.cause), 'code'), 'EADDRINUSE');
  const own = await failure(startApp(() => http.createServer().listen(port, '127.0.0.1'), context, free, nobody));
  assert.is(own.code, 'ERR_APP_LISTEN');
  first.close();
});

test.run();
