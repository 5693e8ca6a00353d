import { BoundedCache } from '../rows/bounded-cache.js';
import { CappedNames } from '../rows/capped-names.js';

const OTHER_ORIGIN = '<other>';

/** A socket that has a path has no host; its name is all of it. */
const SOCKET_PATH = 'unix:';

/** Names where outbound requests go to: scheme, host, and the port where it is not the scheme's own; or `unix:/path`. */
export class OutboundOrigins {
  readonly #cache = new BoundedCache();
  readonly #names: CappedNames;

  /** @param maxOrigins how many are told apart; the rest is `<other>` */
  constructor(maxOrigins: number) {
    this.#names = new CappedNames(maxOrigins, OTHER_ORIGIN);
  }

  /** The origin of a URL or of the beginning of one, without user and password. */
  name(url: string): string {
    return this.#cache.get(url, this.#make);
  }

  readonly #make = (url: string): string => {
    if (url.startsWith(SOCKET_PATH)) return this.#names.admit(url);
    // The origin of a URL that is not about HTTP is the text `null`.
    const origin = URL.canParse(url) ? new URL(url).origin : 'null';
    return origin === 'null' ? OTHER_ORIGIN : this.#names.admit(origin);
  };
}
