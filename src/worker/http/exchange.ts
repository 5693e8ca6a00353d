import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * One request and its response, from the request's headers to the response's end. Each request gets a new object: an old
 * object that refers to new ones costs the garbage collector more than a small object that dies young.
 */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Method and target as the client sent them. Apps and routers change the method and the `url` of the request object. */
  readonly method: string;
  readonly url: string;
  readonly startedAtMs: number;
  readonly ignored: boolean;

  constructor(request: IncomingMessage, response: ServerResponse, startedAtMs: number, ignored: boolean) {
    this.request = request;
    this.response = response;
    this.method = request.method ?? '';
    this.url = request.url ?? '';
    this.startedAtMs = startedAtMs;
    this.ignored = ignored;
  }
}

/** Stands for the size of a request whose body is chunked, because no header has the length of such a body. */
export const CHUNKED = -1;

/** The bytes of a request according to its headers, or {@link CHUNKED}. Node reads headers as latin1: a character is a byte. */
export function statedBytes({ request, method, url }: Exchange): number {
  const { rawHeaders } = request;
  const { length } = rawHeaders;
  // "GET /path HTTP/1.1\r\n" and the empty line; ": " and "\r\n" with each header.
  let bytes = method.length + url.length + 14 + length * 2;
  for (let index = 0; index < length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    bytes += name.length + value.length;
    if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') return CHUNKED;
    if (name.length === 14 && name.toLowerCase() === 'content-length') bytes += bodyBytes(value);
  }
  return bytes;
}

function bodyBytes(contentLength: string): number {
  const bytes = Number(contentLength);
  return Number.isFinite(bytes) ? bytes : 0;
}
