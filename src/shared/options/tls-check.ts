import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { shortText } from '../basics/described-value.js';
import { thrownText } from '../basics/thrown-text.js';
import { PromClusterError } from '../errors.js';
import { boolean, type Check, secret } from './option-checks.js';
import { OptionSection } from './option-section.js';
import type { ResolvedOptions } from './options.js';

/**
 * Checks the option `metrics.tls`, as far as OpenSSL can: whether the texts can be read, and whether the key belongs to the
 * certificate. No error message shows any of the texts: each may be a secret key, also where a certificate is expected.
 */
export const tls: Check<NonNullable<Tls>> = (name, value) => {
  const given = new OptionSection(name, value, ['key', 'cert', 'ca', 'requestCert']);
  const pem = secret(/-----BEGIN /, 'a PEM text');
  const ca = given.optional('ca', pem);
  const requestCert = given.optional('requestCert', boolean);
  const pair = { key: given.required('key', pem), cert: given.required('cert', pem) };
  checkClients(name, ca, requestCert);
  if (ca !== undefined) usable(`${name}.ca`, () => readCertificates(ca));
  usable(name, () => createSecureContext(ca === undefined ? pair : { ...pair, ca }));
  return { ...pair, ...(ca === undefined ? {} : { ca }), ...(requestCert === undefined ? {} : { requestCert }) };
};

type Tls = ResolvedOptions['metrics']['tls'];

/**
 * Without `ca`, Node would check clients against its own list, so that a certificate of any public authority would do. `ca` without
 * `requestCert` would let everybody in. That is more likely a mistake than intended.
 */
function checkClients(name: string, ca: string | undefined, requestCert: boolean | undefined): void {
  if (requestCert === true && ca === undefined) {
    throw wrong(`Expected \`${name}.ca\` with \`requestCert: true\`: the certificates of clients are checked by it.`);
  }
  if (ca !== undefined && requestCert === undefined) {
    const choices = '`true` to let in only clients with a certificate of `ca`, `false` to let in all';
    throw wrong(`Expected \`${name}.requestCert\` with \`ca\`: ${choices}.`);
  }
}

/** OpenSSL would leave out, without a word, the first certificate of `ca` that it cannot read, and all after it. */
function readCertificates(ca: string): void {
  const certificates = ca
    .split(/(?=-----BEGIN )/)
    .filter((part) => /^-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(part));
  for (const certificate of certificates) new X509Certificate(certificate);
  if (certificates.length === 0) throw new Error('no certificate');
}

function usable(name: string, use: () => unknown): void {
  try {
    use();
  } catch (error) {
    // The message of OpenSSL names what is wrong, and no text: `error:05800074:x509 certificate routines::key values mismatch`.
    throw wrong(`\`${name}\` cannot be used: ${shortText(thrownText(error))}.`, error);
  }
}

function wrong(message: string, cause?: unknown): PromClusterError {
  return new PromClusterError('ERR_INVALID_OPTION', message, { cause });
}
