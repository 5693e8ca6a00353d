/** The picture of a dashboard, and the file that holds its top, from the repository's root. */
export const PICTURE = 'docs/dashboards/workers.svg';
export const PICTURE_TOP = 'docs/dashboards/workers-top.svg';

/** Number of a dashboard's rows that the top of its picture shows: what a reader sees without scrolling. */
const ROWS = 2;

/** Distance in pixels from the upper edge of a row to the base line of the row's title. */
const TITLE_BASE = 22;

const ROW_TITLE = /^<text x="\d+" y="(\d+)"[^>]*>▾ /gm;

/**
 * The first rows of a dashboard's picture as a picture of their own, for the README.
 * @throws where the picture has no more rows than these
 */
export function pictureTop(svg: string): string {
  const next = [...svg.matchAll(ROW_TITLE)][ROWS];
  const size = /<svg [^>]*viewBox="0 0 \d+ (\d+)"/.exec(svg);
  if (next === undefined || size === null) {
    throw new Error(`Expected ${PICTURE} to have more than ${ROWS} rows, each with a title that begins with "▾".`);
  }
  const height = Number(next[1]) - TITLE_BASE;
  return `${withHeight(svg.slice(0, next.index), String(size[1]), height)}</svg>\n`;
}

/** The picture's height stands in its viewBox, in its own height and in that of its background. */
function withHeight(svg: string, from: string, to: number): string {
  return svg
    .replace(new RegExp(`(viewBox="0 0 \\d+) ${from}"`), `$1 ${to}"`)
    .replaceAll(`height="${from}"`, `height="${to}"`);
}
