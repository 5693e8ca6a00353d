import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and its self-signed certificate for `localhost` and `127.0.0.1`, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes a new key and certificate with the `openssl` of the PATH. */
export function createCertificate(): Certificate {
  return partsOf(openssl([...NEW_KEY, '-x509', '-days', '1', ...SUBJECT]));
}

/** Makes a certificate like {@link createCertificate} whose time is over. */
export function createExpiredCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  try {
    const file = join(folder, 'key-and-request.pem');
    const made = openssl([...NEW_KEY, ...SUBJECT]);
    writeFileSync(file, made, { mode: 0o600 });
    // `req -x509` takes no time in the past, but `x509` does.
    const { cert } = partsOf(openssl(['x509', '-req', '-days', '-1', '-in', file, '-signkey', file]));
    return { key: partsOf(made).key, cert };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const NEW_KEY = 'req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout -'.split(' ');
const SUBJECT = '-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1'.split(' ');

function openssl(args: readonly string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function partsOf(pem: string): Certificate {
  const [key = '', cert = ''] = [
    /-----BEGIN PRIVATE KEY[\s\S]*?END PRIVATE KEY-----/,
    /-----BEGIN CERTIFICATE-----[\s\S]*?END CERT.*/,
  ].map((part) => part.exec(pem)?.[0]);
  return { key, cert };
}
