import { failing, slow, type Traffic, type TrafficPhase } from '../request-traffic.js';
import { type AlertCase, cluster, type Series } from '../rule-cases.js';

/** An objective whose budget can burn. */
interface Objective {
  readonly alerts: 'HttpErrorBudget' | 'HttpLatencyBudget';
  readonly summary: string;
  /** What the description says of the bad requests. */
  readonly told: string;
  /** How many times the bad requests that the objective of errors allows; the cases below are of errors. */
  readonly scale: number;
  series(traffic: Traffic): Series;
}

const OBJECTIVES: readonly Objective[] = [
  {
    alerts: 'HttpErrorBudget',
    summary: 'app: too many requests fail',
    told: 'end with a 5xx; the objective allows 0.1 %',
    scale: 1,
    series: failing,
  },
  {
    alerts: 'HttpLatencyBudget',
    summary: 'app: too many requests are slow',
    told: 'take longer than 0.5 s; the objective allows 1 %',
    scale: 10,
    series: slow,
  },
];

/** A case of either objective, evaluated at the end of its traffic. */
interface Situation {
  readonly when: string;
  readonly traffic: Traffic;
  /** The share of bad requests that the description tells, in percent; undefined where the alert is silent. */
  readonly toldPercent?: number;
  readonly everyMinutes?: number;
  /** Both objectives have as many bad requests, and the same share. @default false */
  readonly isUnscaled?: boolean;
}

/** Minutes with 1000 requests a minute. */
function busy(minutes: number, { bad }: { readonly bad: number }): TrafficPhase {
  return { minutes, requests: 1000, bad };
}

/** Minutes with so little traffic that few bad requests are a large share. */
function quiet(minutes: number, { requests = 0.5, bad }: { readonly requests?: number; readonly bad: number }) {
  return { minutes, requests, bad };
}

const SLOW_EVALUATION = { everyMinutes: 4 };
const FEW = { isUnscaled: true };

const BURNS_FAST: readonly Situation[] = [
  // Over six hours the share is 0.27 %, so that only the windows of an hour and of 5 minutes are above their limit.
  {
    when: '1.5 % were bad for an hour, after five hours without',
    traffic: [busy(300, { bad: 0 }), busy(70, { bad: 15 })],
    toldPercent: 1.5,
  },
  {
    when: '1.4 % were bad for an hour, after five hours without',
    traffic: [busy(300, { bad: 0 }), busy(70, { bad: 14 })],
  },
  { when: '0.61 % are bad all the time', traffic: [busy(60, { bad: 6.1 })], toldPercent: 0.61 },
  { when: '0.59 % are bad all the time', traffic: [busy(60, { bad: 5.9 })] },
  { when: '5 % were bad until half an hour ago', traffic: [busy(30, { bad: 50 }), busy(36, { bad: 0 })] },
  // The share is above the limit from the 11th minute on.
  {
    when: '10 % are bad, and the share has been above its limit for 2 minutes',
    traffic: [busy(360, { bad: 0 }), busy(13, { bad: 100 })],
    toldPercent: 1.803,
  },
  {
    when: '10 % are bad, and the share has been above its limit for 1 minute',
    traffic: [busy(360, { bad: 0 }), busy(12, { bad: 100 })],
  },
  {
    when: '15 of few requests are bad',
    traffic: [quiet(300, { bad: 0 }), quiet(15, { requests: 1, bad: 1 })],
    toldPercent: 35.14,
    ...FEW,
  },
  {
    when: '9 of few requests are bad',
    traffic: [quiet(300, { bad: 0 }), quiet(9, { requests: 1, bad: 1 }), quiet(3, { bad: 0 })],
    ...FEW,
  },
];

const BURNS_SLOWLY: readonly Situation[] = [
  // The day before had much more traffic, so that the share over three days is 0.02 %: only the windows of a day and of 2
  // hours are above their limit.
  {
    when: '0.31 % were bad for a day, after a day of much traffic without',
    traffic: [{ minutes: 1440, requests: 20_000, bad: 0 }, busy(1500, { bad: 3.1 })],
    toldPercent: 0.31,
    ...SLOW_EVALUATION,
  },
  {
    when: '0.29 % were bad for a day, after a day of much traffic without',
    traffic: [{ minutes: 1440, requests: 20_000, bad: 0 }, busy(1500, { bad: 2.9 })],
    ...SLOW_EVALUATION,
  },
  { when: '0.11 % are bad all the time', traffic: [busy(420, { bad: 1.1 })], toldPercent: 0.11 },
  { when: '0.09 % are bad all the time', traffic: [busy(420, { bad: 0.9 })] },
  { when: '5 % were bad until six hours ago', traffic: [busy(30, { bad: 50 }), busy(366, { bad: 0 })] },
  // The share is above the limit from the 9th minute on.
  {
    when: '10 % are bad, and the share has been above its limit for 15 minutes',
    traffic: [busy(600, { bad: 0 }), busy(24, { bad: 100 })],
    toldPercent: 0.3537,
  },
  {
    when: '10 % are bad, and the share has been above its limit for 14 minutes',
    traffic: [busy(600, { bad: 0 }), busy(23, { bad: 100 })],
  },
  {
    when: '17 of few requests are bad',
    traffic: [quiet(300, { bad: 0 }), quiet(70, { bad: 0.25 })],
    toldPercent: 9.239,
    ...FEW,
  },
  { when: '9 of few requests are bad', traffic: [quiet(300, { bad: 0 }), quiet(36, { bad: 0.25 })], ...FEW },
];

const FAST_MEANING = 'At this pace the allowance of 30 days is used up within five days.';
const SLOW_MEANING = 'At this pace the allowance of 30 days is used up before the 30 days are over.';

/** Every situation, of errors and of slow requests. */
export const objectiveAlertCases: readonly AlertCase[] = OBJECTIVES.flatMap((objective) => [
  ...BURNS_FAST.map((situation) =>
    caseOf(objective, situation, 'BurnsFast', `last 1h or 6h ${objective.told}. ${FAST_MEANING}`),
  ),
  ...BURNS_SLOWLY.map((situation) =>
    caseOf(objective, situation, 'BurnsSlowly', `last 1d or 3d ${objective.told}. ${SLOW_MEANING}`),
  ),
]);

function caseOf(objective: Objective, situation: Situation, pace: string, told: string): AlertCase {
  const { alerts, summary, series } = objective;
  const { when, traffic, toldPercent, everyMinutes = 1, isUnscaled = false } = situation;
  const scale = isUnscaled ? 1 : objective.scale;
  const minutes = traffic.reduce((sum, phase) => sum + phase.minutes, 0);
  const scaled = traffic.map((phase) => ({ ...phase, bad: phase.bad * scale }));
  const one = { alert: `${alerts}${pace}`, when, series: { ...cluster(minutes), ...series(scaled) } };
  if (toldPercent === undefined) return { ...one, atMinute: minutes, everyMinutes, fires: 'not' };
  const percent = Number((toldPercent * scale).toPrecision(4));
  const fires = { labels: { job: 'app' }, summary, description: `${percent}% of the requests of the ${told}` };
  return { ...one, atMinute: minutes, everyMinutes, fires };
}
