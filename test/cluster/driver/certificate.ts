import { execFileSync } from 'node:child_process';

/** A key and its self-signed certificate for `localhost` and `127.0.0.1`, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes a new key and certificate with the `openssl` of the PATH. */
export function createCertificate(): Certificate {
  const pem = execFileSync(
    'openssl',
    [
      ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout - -days 1'.split(' '),
      ...'-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1'.split(' '),
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [key = '', cert = ''] = [
    /-----BEGIN PRIVATE KEY[\s\S]*?END PRIVATE KEY-----/,
    /-----BEGIN CERT[\s\S]*?END CERT.*/,
  ].map((part) => part.exec(pem)?.[0]);
  return { key, cert };
}
