/** A fenced block of a document. */
export interface Block {
  /** The word after the opening fence: `js`, `sh`, or nothing. */
  readonly language: string;
  readonly code: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
}

const FENCE = /^```(.*)$/;

/** The fenced blocks of a Markdown text, in their order. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; code: string[] } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const [, language] = FENCE.exec(text) ?? [];
    if (language === undefined) open?.code.push(text);
    else if (open === undefined) open = { language, line: index + 1, code: [] };
    else {
      blocks.push({ ...open, code: `${open.code.join('\n')}\n` });
      open = undefined;
    }
  }
  return blocks;
}

/** The targets of a Markdown text's links and images, without those in code. */
export function linksOf(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/\]\(<?([^()\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(([, target]) =>
    String(target),
  );
}

/** The anchors of a Markdown text: those that GitHub makes of its headings, then those that the text sets itself. */
export function anchorsOf(markdown: string): string[] {
  const text = withoutFences(markdown);
  const seen = new Map<string, number>();
  const ofHeadings = [...text.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading]) => {
    const slug = slugOf(String(heading));
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  return [...ofHeadings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => String(id))];
}

function slugOf(heading: string): string {
  const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return shown
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

function withoutCode(markdown: string): string {
  return withoutFences(markdown).replace(/`[^`\n]*`/g, '');
}

function withoutFences(markdown: string): string {
  return markdown.replace(/^```.*\n[\s\S]*?^```$/gm, '');
}
