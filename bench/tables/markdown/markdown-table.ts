/**
 * Writes a Markdown table. A cell is text on one line: line breaks become spaces, and `|` and HTML tags are escaped.
 * @throws where a row has more or fewer cells than the head
 */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const wrong = rows.find((row) => row.length !== head.length);
  if (wrong !== undefined) throw new Error(`Expected ${head.length} cells, got ${wrong.length}: ${wrong.join(' | ')}`);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/(?<!\\)\|/g, '\\|')
    .replace(/<(?=[a-z/!])/gi, '\\<');
}
