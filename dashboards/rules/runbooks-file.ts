/**
 * The file name of the runbooks, in `docs` and in an export. The alerts' `runbook_url` begins with this name, unless an export
 * was given the URL of the published runbooks.
 */
export const RUNBOOKS_FILE = 'runbooks.md';

/**
 * Converts the runbooks for use outside of `docs`: a link to a file beside them becomes the path of that file. Links within
 * the runbooks stay.
 */
export function withoutNeighbours(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\(([\w-]+\.md)(?:#[\w-]*)?\)/g, '$1 (`docs/$2` of prom-cluster)');
}
