import { failing, slow, type Traffic } from '../request-traffic.js';
import { type AlertCase, cluster, type Series } from '../rule-cases.js';

interface Kind {
  readonly name: 'HttpErrorBudget' | 'HttpLatencyBudget';
  readonly summary: string;
  readonly told: string;
  /** How many times as much as of errors is allowed; the bad requests below and their share are times this. */
  readonly scale: number;
  series(traffic: Traffic): Series;
}

const KINDS: readonly Kind[] = [
  {
    name: 'HttpErrorBudget',
    summary: 'app: too many requests fail',
    told: 'end with a 5xx; the objective allows 0.1 %',
    scale: 1,
    series: failing,
  },
  {
    name: 'HttpLatencyBudget',
    summary: 'app: too many requests are slow',
    told: 'take longer than 0.5 s; the objective allows 1 %',
    scale: 10,
    series: slow,
  },
];

/** A case of either kind: its traffic, evaluated at its end, and the share in percent that is told where it fires. */
interface Situation {
  readonly when: string;
  readonly traffic: Traffic;
  readonly percent: number | 'silent';
  readonly everyMinutes?: number;
  /** The bad requests are as many for both kinds; so is the share. */
  readonly unscaled?: true;
}

const FAST: readonly Situation[] = [
  // Over six hours it is 0.27 %: these are of the first pair of windows alone.
  {
    when: '1.5 % were bad for an hour, after five without',
    traffic: [
      [300, 1000, 0],
      [70, 1000, 15],
    ],
    percent: 1.5,
  },
  {
    when: '1.4 % were bad for an hour, after five without',
    traffic: [
      [300, 1000, 0],
      [70, 1000, 14],
    ],
    percent: 'silent',
  },
  { when: '0.61 % are bad all the time', traffic: [[60, 1000, 6.1]], percent: 0.61 },
  { when: '0.59 % are bad all the time', traffic: [[60, 1000, 5.9]], percent: 'silent' },
  {
    when: '5 % were bad, until half an hour ago',
    traffic: [
      [30, 1000, 50],
      [36, 1000, 0],
    ],
    percent: 'silent',
  },
  // Above the limit from the 11th minute on.
  {
    when: '10 % are bad, which is much for 2 minutes',
    traffic: [
      [360, 1000, 0],
      [13, 1000, 100],
    ],
    percent: 1.803,
  },
  {
    when: '10 % are bad, which is much for 1 minute',
    traffic: [
      [360, 1000, 0],
      [12, 1000, 100],
    ],
    percent: 'silent',
  },
  {
    when: 'few are bad, of few',
    traffic: [
      [300, 0.5, 0],
      [15, 1, 1],
    ],
    percent: 35.14,
    unscaled: true,
  },
  {
    when: 'nine are bad, of few',
    traffic: [
      [300, 0.5, 0],
      [9, 1, 1],
      [3, 0.5, 0],
    ],
    percent: 'silent',
    unscaled: true,
  },
];

const SLOW: readonly Situation[] = [
  // Over three days it is 0.02 %, since there was much more traffic before: these are of the first pair alone.
  {
    when: '0.31 % were bad for a day, after one of much traffic without',
    traffic: [
      [1440, 20_000, 0],
      [1500, 1000, 3.1],
    ],
    percent: 0.31,
    everyMinutes: 4,
  },
  {
    when: '0.29 % were bad for a day, after one of much traffic without',
    traffic: [
      [1440, 20_000, 0],
      [1500, 1000, 2.9],
    ],
    percent: 'silent',
    everyMinutes: 4,
  },
  { when: '0.11 % are bad all the time', traffic: [[420, 1000, 1.1]], percent: 0.11 },
  { when: '0.09 % are bad all the time', traffic: [[420, 1000, 0.9]], percent: 'silent' },
  {
    when: '5 % were bad, until six hours ago',
    traffic: [
      [30, 1000, 50],
      [366, 1000, 0],
    ],
    percent: 'silent',
  },
  // Above the limit from the 9th minute on.
  {
    when: '10 % are bad, which is much for 15 minutes',
    traffic: [
      [600, 1000, 0],
      [24, 1000, 100],
    ],
    percent: 0.3537,
  },
  {
    when: '10 % are bad, which is much for 14 minutes',
    traffic: [
      [600, 1000, 0],
      [23, 1000, 100],
    ],
    percent: 'silent',
  },
  {
    when: 'few are bad, of few',
    traffic: [
      [300, 0.5, 0],
      [70, 0.5, 0.25],
    ],
    percent: 9.239,
    unscaled: true,
  },
  {
    when: 'nine are bad, of few',
    traffic: [
      [300, 0.5, 0],
      [36, 0.5, 0.25],
    ],
    percent: 'silent',
    unscaled: true,
  },
];

const FAST_MEANING = 'At this pace the allowance of 30 days is used up within five days.';
const SLOW_MEANING = 'At this pace the allowance of 30 days is used up before the 30 days are over.';

/** Every situation, of errors and of slow requests. */
export const objectiveAlertCases: readonly AlertCase[] = KINDS.flatMap((kind) => [
  ...FAST.map((situation) => caseOf(kind, situation, 'BurnsFast', `last 1h or 6h ${kind.told}. ${FAST_MEANING}`)),
  ...SLOW.map((situation) => caseOf(kind, situation, 'BurnsSlowly', `last 1d or 3d ${kind.told}. ${SLOW_MEANING}`)),
]);

function caseOf({ name, summary, scale, series }: Kind, situation: Situation, pace: string, told: string): AlertCase {
  const { when, traffic, percent, everyMinutes = 1, unscaled } = situation;
  const times = unscaled ? 1 : scale;
  const minutes = traffic.reduce((sum, [length]) => sum + length, 0);
  const description = () => `${Number((Number(percent) * times).toPrecision(4))}% of the requests of the ${told}`;
  return {
    alert: `${name}${pace}`,
    when,
    series: { ...cluster(minutes), ...series(traffic.map(([m, all, bad]) => [m, all, bad * times])) },
    atMinute: minutes,
    everyMinutes,
    fires: percent === 'silent' ? 'not' : { labels: { job: 'app' }, summary, description: description() },
  };
}
