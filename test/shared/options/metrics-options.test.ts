// needs: openssl
// What `metrics` accepts is served: paths under their own text, credentials that fit into headers, and keys that OpenSSL takes.
import { generateKeyPairSync } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { createCertificate } from '../../cluster/driver/certificate.js';
import { refusal } from './refusal.js';

const test = suite('options of the metrics port');
const [one, other] = [createCertificate(), createCertificate()];
const GARBAGE = '-----BEGIN CERTIFICATE-----\nSECRETKEY1234\n-----END CERTIFICATE-----';

test('a path that clients would change before they send it is refused', () => {
  const changed = ['//metrics', '/a//b', '/m//', '/a/../b', '/./m', '/m/.', '/..', '/x/%2e%2e/y', '/%2E', '/.%2e/y'];
  for (const path of [...changed, '/m%zz', '/m%', '/m%a', '/%%41']) {
    assert.match(refusal({ metrics: { path } }).message, 'to be a path without empty segments, `.`, `..` and a `%`');
  }
  for (const path of ['/a b', '/ü', '/a\\b', '/a#b', '/a\n', 'metrics', '']) {
    assert.match(refusal({ metrics: { path } }).message, 'to be a path that begins with `/` and has no query');
  }
});

test('a path that is too long for a request is refused', () => {
  assert.match(refusal({ metrics: { path: `/${'m'.repeat(1000)}` } }).message, 'at most 1000 characters');
  assert.is(resolveOptions({ metrics: { path: `/${'m'.repeat(999)}` } }, {}).metrics.path.length, 1000);
});

test('an odd path that arrives as it is written is accepted', () => {
  for (const path of ["/m$&x;@'()*", '/m/', '/...', '/a%2Fb', '/%7e', '/HEALTHZ/', '/readyz/', '/a:b/~c,d=e+f!']) {
    assert.is(resolveOptions({ metrics: { path } }, {}).metrics.path, path);
  }
});

test('hosts that nothing can listen on are refused, those of the environment too', () => {
  const wrong = [
    '\0',
    'a\nb',
    'a b',
    ' ',
    'x'.repeat(254),
    'http://a',
    'a:80',
    '[::1]',
    'a/b',
    '127.0.0.1:9464',
    'a@b',
  ];
  for (const host of wrong) {
    for (const options of [{ host }, { metrics: { host } }])
      assert.match(refusal(options).message, 'a host name or an IP');
  }
  assert.match(
    refusal({}, { METRICS_HOST: 'http://a' }).message,
    '`the environment variable METRICS_HOST` to be a host',
  );
  for (const host of ['localhost', '::', '::1', 'fe80::1%eth0', '127.0.0.1', 'my_host-1.example.', 'münchen.example']) {
    assert.is(resolveOptions({ host, metrics: { host } }, {}).metrics.host, host);
  }
});

test('credentials that no request can carry are refused, and not shown', () => {
  const wrong = [
    { bearer: 'SECRET'.repeat(2000) },
    { bearer: 'SECRET\n' },
    { username: 'SECRET'.repeat(200), password: 'x' },
    { username: 'x', password: 'SECRET'.repeat(200) },
    { username: 'x', password: 'SECRET\ud800' },
  ];
  for (const auth of wrong) assert.not.match(refusal({ metrics: { auth } }).message, 'SECRET');
});

test('keys and certificates that OpenSSL does not take are refused with its reason, and not shown', () => {
  const { privateKey: encrypted } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const wrong: [tls: object, message: RegExp][] = [
    [
      { key: '-----BEGIN SECRETKEY1234', cert: '-----BEGIN ' },
      /^`metrics.tls` cannot be used: error:.*no start line\.$/,
    ],
    [{ key: '-----BEGIN SECRETKEY1234', cert: one.cert }, /^`metrics.tls` cannot be used: error:/],
    [{ key: one.key, cert: GARBAGE }, /^`metrics.tls` cannot be used: error:/],
    [{ key: one.key, cert: other.cert }, /^`metrics.tls` cannot be used: error:.*key values mismatch\.$/],
    [{ key: encrypted, cert: one.cert }, /^`metrics.tls` cannot be used: error:/],
    [{ ...one, requestCert: true, ca: GARBAGE }, /^`metrics.tls.ca` cannot be used: error:/],
    [{ ...one, requestCert: true, ca: `${other.cert}\n${GARBAGE}` }, /^`metrics.tls.ca` cannot be used: error:/],
    [{ ...one, requestCert: true, ca: one.key }, /^`metrics.tls.ca` cannot be used: no certificate\.$/],
  ];
  for (const [tls, message] of wrong) {
    const error = refusal({ metrics: { tls } });
    assert.match(error.message, message);
    for (const secret of ['SECRETKEY1234', one.key, encrypted.slice(40, 80)]) {
      assert.not(`${error.stack} ${error.cause}`.includes(secret));
    }
  }
});

test('clients are never checked against the certificates of public authorities, nor let in by mistake', () => {
  assert.is(
    refusal({ metrics: { tls: { ...one, requestCert: true } } }).message,
    'Expected `metrics.tls.ca` with `requestCert: true`: the certificates of clients are checked by it.',
  );
  assert.match(
    refusal({ metrics: { tls: { ...one, ca: other.cert } } }).message,
    'Expected `metrics.tls.requestCert` with',
  );
  for (const requestCert of [true, false]) {
    const tls = { ...one, ca: `${one.cert}\n${other.cert}`, requestCert };
    assert.equal(resolveOptions({ metrics: { tls } }, {}).metrics.tls, tls);
  }
});

test.run();
