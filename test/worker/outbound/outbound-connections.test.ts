import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { request as requestByTls } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, deadOrigin, failure, withScene } from './outbound.js';

const test = suite('connections of node:http');

test('an upload that fails midway, and one that is answered before its end, are connections', () =>
  withScene(async ({ origin, counts, server }) => {
    for (const path of ['/drop', '/early']) {
      const upload = request(`${origin}${path}`, { method: 'POST', agent: false });
      upload.on('error', () => undefined);
      server.once('request', (incoming, response) => {
        if (path === '/drop') incoming.socket.destroy();
        else response.end('early').once('finish', () => incoming.socket.destroy());
      });
      upload.write('part of the body');
      upload.on('response', (response) => response.resume());
      await new Promise((resolve) => upload.on('close', resolve));
    }
    const lines = (await counts()).filter((line) => line.startsWith('connects_total'));
    assert.equal(lines, ['connects_total here: 2']);
  }));

test('a body that is ended after its request has failed leaves no request in flight', () =>
  withScene(async ({ origin, tracked, server }) => {
    server.once('request', (incoming) => incoming.socket.destroy());
    const upload = request(origin, { method: 'POST', agent: false });
    upload.on('error', () => undefined);
    upload.write('part of the body');
    await new Promise((resolve) => upload.on('close', resolve));
    upload.end('the rest');
    assert.is(tracked.table.inFlight, 0);
  }));

test('an upload that never gets a connection is none', () =>
  withScene(async ({ counts }) => {
    const dead = await deadOrigin();
    const upload = request(dead, { method: 'POST' });
    upload.write('part of the body');
    await failure(upload);
    assert.equal(
      (await counts()).filter((line) => line.startsWith('connects_total')),
      [],
    );
  }));

test('a body that ends while the handshake is under way is no connection before that is done', () =>
  withScene(async ({ counts }) => {
    // The server accepts the client's TLS hello, and does not answer.
    const silent = createTcpServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.destroy());
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const upload = requestByTls(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`, { method: 'POST' });
    upload.once('socket', (socket) => socket.once('connect', () => upload.end('the body')));
    await failure(upload);
    assert.equal(
      (await counts()).filter((line) => line.startsWith('connects_total')),
      [],
    );
    silent.close();
  }));

test('two socket paths are two origins, given to a request or to its agent', () =>
  withScene(async ({ counts }) => {
    const folder = mkdtempSync(join(tmpdir(), 'outbound-'));
    try {
      const paths = ['a', 'b'].map((name) => join(folder, name));
      const servers = paths.map((path) => createServer((_request, response) => response.end()).listen(path));
      await Promise.all(servers.map((server) => once(server, 'listening')));
      await ask('http://localhost', { socketPath: `${paths[0]}`, agent: false });
      // Node's types do not know this option of an agent.
      const withPath: object = { socketPath: paths[1] };
      const agent = new Agent(withPath);
      await ask('http://localhost', { agent });
      agent.destroy();
      assert.equal(await counts(), [
        ...paths.map((path) => `connects_total unix:${path}: 1`),
        ...paths.map((path) => `request_duration_seconds GET unix:${path} 200: 1`),
      ]);
      for (const server of servers) server.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }));

test.run();
