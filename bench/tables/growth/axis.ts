import { number } from '../../report/words/figure.js';

/** A size that a cost may grow with. */
export interface Axis {
  /** Name of the size in `params` of rows, and in the file names of plots. */
  readonly param: string;
  /** Title of the section. */
  readonly title: string;
  /** Name of the axis of a plot. */
  readonly counts: string;
  /** Increase of the size for which the slope of a fit is shown. */
  readonly step: number;
  /** Name of one step. */
  readonly stepName: string;
}

/** All sizes, in the order of the sections of the page. */
export const AXES: readonly Axis[] = [
  { param: 'workers', title: 'With workers', counts: 'workers', step: 1, stepName: 'worker' },
  { param: 'series', title: 'With series', counts: 'series', step: 1000, stepName: '1,000 series' },
  { param: 'changed', title: 'With the share that changed', counts: 'changed', step: 0.01, stepName: '% changed' },
  {
    param: 'changedSeries',
    title: 'With the series that changed',
    counts: 'changed series',
    step: 1000,
    stepName: '1,000 changed series',
  },
  { param: 'bytes', title: 'With bytes', counts: 'bytes', step: 1000, stepName: 'KB' },
  { param: 'scrapes', title: 'With scrapes', counts: 'scrapes at once', step: 1, stepName: 'scrape at once' },
  { param: 'restarts', title: 'With restarts', counts: 'restarts', step: 1000, stepName: '1,000 restarts' },
];

/** A position on an axis in words: `16`, or `1 %` of a share. */
export function tick({ param }: Axis, x: number): string {
  return param === 'changed' ? `${number(x * 100)} %` : number(x);
}
