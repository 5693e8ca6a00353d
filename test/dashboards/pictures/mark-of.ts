import { createHash } from 'node:crypto';

/** A comment by which a picture tells of which text of a dashboard it was drawn. */
export function markOf(dashboard: string): string {
  return `<!-- drawn of a dashboard with the SHA-256 ${createHash('sha256').update(dashboard).digest('hex')} -->`;
}
