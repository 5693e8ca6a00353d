import { createHash } from 'node:crypto';

/** The comment that tells from which text of a dashboard a picture was drawn. */
export function markOf(dashboard: string): string {
  return `<!-- drawn of a dashboard with the SHA-256 ${createHash('sha256').update(dashboard).digest('hex')} -->`;
}
