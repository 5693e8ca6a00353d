/**
 * What the runbooks are called, in `docs` and where they are exported to. The alerts' `runbook_url` begins with it, until an
 * export says where they are published.
 */
export const RUNBOOKS_FILE = 'runbooks.md';

/** The runbooks outside of `docs`: of what lies beside them there, they say where it is. Links within them stay. */
export function withoutNeighbours(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\(([\w-]+\.md)(?:#[\w-]*)?\)/g, '$1 (`docs/$2` of prom-cluster)');
}
