/** A path in which `:id` replaces each segment that looks like an id, cut to 200 characters. */
export function normalisePath(path: string): string {
  if (path === '*') return path;
  let normalised = '';
  for (const segment of path.split('/')) {
    if (segment === '') continue;
    normalised += `/${isId(segment) ? ':id' : segment}`;
    if (normalised.length >= MAX_ENDPOINT_LENGTH) break;
  }
  return cutEndpoint(normalised || '/');
}

/** The path of a request's target, without query and fragment. A proxy's target loses its origin too. */
export function pathOf(url: string): string {
  const path = url.startsWith('/') ? url : url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '') || '/';
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}

/** Cuts a label value to 200 characters, the maximum length of an endpoint. */
export function cutEndpoint(endpoint: string): string {
  return endpoint.length > MAX_ENDPOINT_LENGTH ? endpoint.slice(0, MAX_ENDPOINT_LENGTH) : endpoint;
}

const MAX_ENDPOINT_LENGTH = 200;
/** Length beyond which every segment counts as an id. */
const MAX_SEGMENT_LENGTH = 40;

const ID_PATTERNS = [
  /^-?\d[\d.,:_-]*$/, // 42, 2024-11-23, 1.5
  /[-_]\d+$/, // order-12
  /\d{4}/, // invoice20241
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i, // a UUID
  /(?:^|[-_.~])(?=[a-f]*\d)[0-9a-f]{6,}(?:$|[-_.~])/i, // a hash, alone or in app.3f9a2b.js
  /^(?=.*\d)(?=.*[a-z]).{16,}$/i, // a token of letters and digits
  /[^\w.~!$*+:-]/, // an e-mail address, a list, any segment with escapes
];

function isId(segment: string): boolean {
  return segment.length > MAX_SEGMENT_LENGTH || ID_PATTERNS.some((pattern) => pattern.test(segment));
}
