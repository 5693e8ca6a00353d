import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { MetricsOptions } from '../../../shared/options/options.js';

/** Makes the check of a request's credentials that the option `auth` describes. */
export function accessCheck(auth: MetricsOptions['auth'] | undefined): AccessCheck {
  if (!auth) return () => true;
  const expected = digest(authorization(auth));
  return (request) => timingSafeEqual(digest(request.headers.authorization ?? ''), expected);
}

/** Whether a request may read the metrics. Always true without `auth`. */
export type AccessCheck = (request: IncomingMessage) => boolean;

/** The value of `WWW-Authenticate` in an answer with status 401. */
export function challenge(auth: MetricsOptions['auth'] | undefined): string {
  return auth && 'bearer' in auth ? 'Bearer' : 'Basic realm="metrics", charset="UTF-8"';
}

function authorization(auth: NonNullable<MetricsOptions['auth']>): string {
  if ('bearer' in auth) return `Bearer ${auth.bearer}`;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
}

/** Hashes a text to a fixed length, because `timingSafeEqual` throws for inputs of different lengths. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
