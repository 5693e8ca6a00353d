import { BoundedCache } from '../rows/bounded-cache.js';
import { CappedNames } from '../rows/capped-names.js';

/** Names the origin of an outbound request: scheme, host, and the port unless it is the scheme's default; or `unix:/path`. */
export class OutboundOrigins {
  readonly #cache = new BoundedCache();
  readonly #names: CappedNames;

  /** @param maxOrigins number of origins that keep their names; further origins are `<other>` */
  constructor(maxOrigins: number) {
    this.#names = new CappedNames(maxOrigins, OTHER_ORIGIN);
  }

  /** The origin of a URL or of the beginning of one, without user and password. */
  name(url: string): string {
    return this.#cache.get(url, this.#make);
  }

  readonly #make = (url: string): string => {
    if (url.startsWith(SOCKET_PATH)) return this.#names.admit(url);
    // The class URL gives the text `null` as the origin of a URL with a scheme such as `mailto:`.
    const origin = URL.canParse(url) ? new URL(url).origin : 'null';
    return origin === 'null' ? OTHER_ORIGIN : this.#names.admit(origin);
  };
}

const OTHER_ORIGIN = '<other>';

/** The beginning of the URL of a request to a socket path. Such a URL has no host, so the whole text is the origin. */
const SOCKET_PATH = 'unix:';
