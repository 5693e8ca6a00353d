import { once } from 'node:events';
import { Agent, get, request } from 'node:http';
import { createServer as createTlsServer, get as getByTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, deadOrigin, failure, withScene } from './outbound.js';

const test = suite('outbound requests of node:http');
const DURATION = 'request_duration_seconds';

test('statuses, methods and connections that are used again', () =>
  withScene(async ({ origin, counts }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await Promise.all([1, 2, 3].map(() => ask(`${origin}/?secret=1`, { agent })));
    await ask(origin.replace('//', '//user:pass@'), { agent, method: 'POST' });
    assert.equal(await counts(), [
      'connects_total here: 1',
      `${DURATION} GET here 200: 3`,
      `${DURATION} POST here 200: 1`,
    ]);
    agent.destroy();
  }));

test('the origin of a request that gets no response is known without its Host header', () =>
  withScene(async ({ counts }) => {
    const dead = await deadOrigin();
    await failure(get(dead, { headers: { host: 'another' } }));
    assert.equal(await counts(), [`errors_total ECONNREFUSED ${dead}: 1`, `${DURATION} GET ${dead} none: 1`]);
  }));

test('a request that is destroyed with an error without a code has the code other', () =>
  withScene(async ({ origin, counts, server }) => {
    const hung = get(`${origin}/hang`);
    server.once('request', () => hung.destroy(new Error('no code')));
    await failure(hung);
    assert.equal(await counts(), [
      'connects_total here: 1',
      'errors_total other here: 1',
      `${DURATION} GET here none: 1`,
    ]);
  }));

test('a Host header of the app does not change the origin', () =>
  withScene(async ({ origin, counts }) => {
    await ask(origin, { agent: false, headers: { host: 'of-my-client:1234' } });
    await ask(origin, { agent: false, setHost: false });
    const { hostname, port } = new URL(origin);
    await ask(origin, { agent: false, hostname, port, headers: { host: `${hostname}.example` } });
    assert.equal(await counts(), ['connects_total here: 3', `${DURATION} GET here 200: 3`]);
  }));

test('over TLS a connection counts once its handshake is done', () =>
  withScene(async ({ counts }) => {
    const key = Buffer.from('a key both sides know');
    const psk = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
    const secure = createTlsServer({ ...psk, pskCallback: () => key }, (_request, response) => response.end());
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const origin = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
    const own = { ...psk, agent: false, checkServerIdentity: () => undefined } as const;
    const withKey = (given: Buffer) => ({ ...own, pskCallback: () => ({ psk: given, identity: 'client' }) });
    const [response] = await once(getByTls(origin, withKey(key)), 'response');
    await once(response.resume(), 'end');
    await failure(getByTls(origin, withKey(Buffer.from('another'))));
    const lines = (await counts()).filter((line) => !line.startsWith('errors_total'));
    assert.equal(lines, [
      `connects_total ${origin}: 1`,
      `${DURATION} GET ${origin} 200: 1`,
      `${DURATION} GET ${origin} none: 1`,
    ]);
    secure.close();
  }));

test('a response is in flight until its whole body is read', () =>
  withScene(async ({ origin, counts, tracked }) => {
    const [response] = await once(get(origin), 'response');
    assert.equal(tracked.values('http_client_requests_in_flight'), [1]);
    response.resume();
    assert.equal(await counts(), ['connects_total here: 1', `${DURATION} GET here 200: 1`]);
  }));

test('a tunnel is a connection and no request', () =>
  withScene(async ({ origin, counts, server }) => {
    server.on('connect', (_request, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    const tunnel = request(origin, { method: 'CONNECT', path: 'example.com:443' }).end();
    const [, through] = await once(tunnel, 'connect');
    through.destroy();
    assert.equal(await counts(), ['connects_total here: 1']);
  }));

test.run();
