import { number } from '../../report/words/figure.js';

/** A size that cost is looked at against. */
export interface Axis {
  /** The rows' parameter; part of a plot's file name. */
  readonly param: string;
  readonly title: string;
  /** What the axis of a plot is called. */
  readonly counts: string;
  /** A fit's slope is told for so much more of the parameter. */
  readonly step: number;
  /** What one step is called. */
  readonly stepName: string;
}

/** Every size, in the order of the page's sections. */
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

/** A place on an axis in words: `16`, or `1 %` for a share. */
export function tick({ param }: Axis, x: number): string {
  return param === 'changed' ? `${number(x * 100)} %` : number(x);
}
