/**
 * Spells a path in the one way in which paths are compared: a character that a path may have without an escape has none. Clients
 * differ in that: Prometheus sends the path `/it's` of its configuration as `/it%27s`.
 */
export function plainPath(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return /[\w\-.~!$&'()*+,;=:@]/.test(character) ? character : escaped.toUpperCase();
  });
}
