// needs: openssl
// `tls.requestCert`: every request but those of the probes needs a certificate of `ca`, whatever the connection was used for before.
import type { AddressInfo } from 'node:net';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MetricsOptions } from '../../../../src/index.js';
import { type Certificate, createCertificate, createExpiredCertificate } from '../../../cluster/driver/certificate.js';
import { Served } from './served.js';

const test = suite('certificates of clients');

const [own, client, stranger] = [createCertificate(), createCertificate(), createCertificate()];
const expired = createExpiredCertificate();
const tls = { ...own, ca: `${client.cert}\n${expired.cert}`, requestCert: true };
const NEEDED = 'A client certificate is needed.\n';
const CLIENTS: readonly [who: string, certificate: Certificate | undefined, refusal: RegExp | undefined][] = [
  ['no certificate', undefined, /^A client certificate is needed\.\n$/],
  [
    'a certificate of another authority',
    stranger,
    /^The client certificate is refused \([A-Z_]*SELF_SIGNED_CERT\)\.\n$/,
  ],
  ['a certificate whose time is over', expired, /^The client certificate is refused \(CERT_HAS_EXPIRED\)\.\n$/],
  ['its certificate', client, undefined],
];
const PROBES = ['/healthz', '/readyz'];
const OTHERS = ['/metrics', '/workers', '/', '/other', '//healthz', '/healthz/', '/x/../healthz', '/HEALTHZ'];
let served: Served;

test.after.each(() => served.stop());

for (const [who, certificate, refusal] of CLIENTS) {
  test(`a client with ${who} gets the probes, and ${refusal ? 'nothing else' : 'the page'}`, async () => {
    await start();
    for (const path of PROBES) assert.is((await ask(path, certificate)).status, 200, path);
    for (const path of OTHERS) {
      for (const method of ['GET', 'POST']) {
        const { status, body } = await ask(path, certificate, {}, method);
        if (refusal) assert.match(`${status} ${body}`.slice(4), refusal);
        assert.is(status === 403, refusal !== undefined, `${method} ${path}: ${status}`);
      }
    }
    assert.is((await ask('/metrics', certificate)).status, refusal ? 403 : 200);
    assert.is(served.counted('403'), refusal ? 3 : 0, 'those that asked for the page');
    assert.is(served.counted('200'), refusal ? 0 : 2);
  });

  for (const version of certificate ? (['TLSv1.2', 'TLSv1.3'] as const) : []) {
    test(`a session of a client with ${who} that is resumed with ${version} is let in no further`, async () => {
      await start();
      const first = await Client.open(certificate, version);
      assert.is((await first.ask('/healthz')).status, 200);
      const session = await first.session;
      first.close();
      // A client that resumes a session sends no certificate: the session stands for the one that it has shown.
      const next = await Client.open(undefined, version, session);
      assert.ok(next.isResumed);
      assert.is((await next.ask('/metrics')).status, refusal ? 403 : 200);
      next.close();
    });
  }

  test(`each request of a client with ${who} on one connection is checked`, async () => {
    await start();
    const connection = await Client.open(certificate);
    const statuses: number[] = [];
    for (const path of ['/healthz', '/metrics', '/readyz', '/workers', '/metrics'])
      statuses.push((await connection.ask(path)).status);
    connection.close();
    assert.equal(statuses, refusal ? [200, 403, 200, 403, 403] : [200, 200, 200, 200, 200]);
  });
}

test('with `auth`, certificate and credentials are needed, and the certificate is asked for first', async () => {
  await start({ auth: { bearer: 'token' } });
  const authorization = 'Bearer token';
  assert.equal(await ask('/metrics', undefined, { authorization }), { status: 403, body: NEEDED });
  assert.equal(await ask('/metrics', undefined), { status: 403, body: NEEDED });
  assert.is((await ask('/metrics', client)).status, 401);
  assert.is((await ask('/metrics', client, { authorization: 'Bearer other' })).status, 401);
  assert.is((await ask('/metrics', client, { authorization })).status, 200);
  assert.is((await ask('/healthz', undefined)).status, 200);
});

test('without `requestCert` nobody is asked for a certificate', async () => {
  for (const others of [{}, { ca: client.cert, requestCert: false }]) {
    served = await Served.start({ tls: { ...own, ...others } });
    assert.is((await ask('/metrics', undefined)).status, 200);
    await served.stop();
  }
});

test.run();

async function start(metrics: MetricsOptions = {}): Promise<void> {
  served = await Served.start({ ...metrics, tls });
}

async function ask(path: string, certificate: Certificate | undefined, headers = {}, method = 'GET'): Promise<Answer> {
  const opened = await Client.open(certificate);
  try {
    return await opened.ask(path, headers, method);
  } finally {
    opened.close();
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One connection to the server. */
class Client {
  readonly #socket: TLSSocket;
  /** The session, which comes some time after the handshake with TLS 1.3. */
  readonly session: Promise<Buffer>;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
    this.session = new Promise((resolve) => socket.once('session', resolve));
  }

  static open(certificate: Certificate | undefined, version?: SecureVersion, session?: Buffer): Promise<Client> {
    const { port } = served.server.address() as AddressInfo;
    const versions = version && { minVersion: version, maxVersion: version };
    const where = { host: '127.0.0.1', port, ca: own.cert };
    const socket = connect({ ...where, ...certificate, ...versions, ...(session && { session }) });
    const client = new Client(socket.setEncoding('latin1'));
    return new Promise((resolve, reject) => {
      socket.once('secureConnect', () => resolve(client)).once('error', reject);
    });
  }

  get isResumed(): boolean {
    return this.#socket.isSessionReused();
  }

  /** Sends a request, and reads its answer. */
  ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
    const lines = Object.entries({ Host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    let text = '';
    return new Promise((resolve, reject) => {
      this.#socket.once('close', () => reject(new Error(`closed after: ${text}`)));
      this.#socket.on('data', (chunk) => {
        text += chunk;
        const [head = '', body] = text.split('\r\n\r\n');
        if (body === undefined || body.length < Number(/^content-length: (\d+)/im.exec(head)?.[1])) return;
        this.#socket.removeAllListeners('data');
        resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), body });
      });
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
