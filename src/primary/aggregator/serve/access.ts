import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { MetricsOptions } from '../../../shared/options/options.js';

/** Makes the check of a request's credentials that the option `auth` describes. */
export function accessCheck(auth: MetricsOptions['auth'] | undefined): AccessCheck {
  if (!auth) return () => true;
  const { scheme, credentials } = authorization(auth);
  const expected = digest(credentials);
  return ({ headers }) => {
    // RFC 9110, 11.1 and 11.4: the scheme is compared without case, and one space or more follow it.
    const [, shownScheme = '', shown = ''] = /^([^ ]+) +(.*)$/.exec(headers.authorization ?? '') ?? [];
    return timingSafeEqual(digest(shown), expected) && shownScheme.toLowerCase() === scheme;
  };
}

/** Whether a request may read the metrics. Always true without `auth`. */
export type AccessCheck = (request: IncomingMessage) => boolean;

/** Makes the check of a client's certificate that the option `tls` describes. */
export function certificateCheck(tls: MetricsOptions['tls'] | undefined): CertificateCheck {
  if (tls?.requestCert !== true) return () => undefined;
  return ({ socket }) => {
    // `authorized` speaks of a certificate: without one there is nothing that it could mean.
    if (!(socket instanceof TLSSocket) || socket.getPeerX509Certificate() === undefined)
      return 'A client certificate is needed.';
    return socket.authorized ? undefined : `The client certificate is refused (${socket.authorizationError}).`;
  };
}

/**
 * Why a request may not read the metrics, in words for its client. undefined if it may: always without `requestCert`. Each request
 * is checked, and not each connection, because the probes need no certificate.
 */
export type CertificateCheck = (request: IncomingMessage) => string | undefined;

/** The value of `WWW-Authenticate` in an answer with status 401. */
export function challenge(auth: MetricsOptions['auth'] | undefined): string {
  return auth && 'bearer' in auth ? 'Bearer' : 'Basic realm="metrics", charset="UTF-8"';
}

function authorization(auth: NonNullable<MetricsOptions['auth']>): { scheme: string; credentials: string } {
  if ('bearer' in auth) return { scheme: 'bearer', credentials: auth.bearer };
  return { scheme: 'basic', credentials: Buffer.from(`${auth.username}:${auth.password}`).toString('base64') };
}

/** Hashes a text to a fixed length, because `timingSafeEqual` throws for inputs of different lengths. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
