import { alertRule } from './alert-rule.js';
import {
  type BurnWindows,
  ERRORS,
  FAST_BURN,
  LATENCY,
  LEAST_BAD_REQUESTS,
  type Objective,
  SLOW_BURN,
  SLOW_SECONDS,
} from './objectives.js';
import type { AlertRule, RuleGroup } from './rule-group.js';

/** Urgency of an alert by the pace at which the error budget is used up. */
interface Pace {
  readonly words: 'BurnsFast' | 'BurnsSlowly';
  readonly severity: 'page' | 'ticket';
  readonly after: string;
  readonly windows: readonly BurnWindows[];
  readonly meaning: string;
}

const PACES: readonly Pace[] = [
  {
    words: 'BurnsFast',
    severity: 'page',
    after: '2m',
    windows: FAST_BURN,
    meaning: 'At this pace the allowance of 30 days is used up within five days.',
  },
  {
    words: 'BurnsSlowly',
    severity: 'ticket',
    after: '15m',
    windows: SLOW_BURN,
    meaning: 'At this pace the allowance of 30 days is used up before the 30 days are over.',
  },
];

/** Alerts about errors and slow requests that use up the budget of their objective, each at two paces. */
export function objectiveAlerts(): RuleGroup<AlertRule> {
  return { name: 'prom-cluster-objective-alerts', rules: PACES.flatMap((pace) => [errors(pace), latency(pace)]) };
}

function errors(pace: Pace): AlertRule {
  return burns(ERRORS, pace, {
    name: 'HttpErrorBudget',
    summary: '{{ $labels.job }}: too many requests fail',
    found: `end with a 5xx; the objective allows ${ERRORS.budget * 100} %`,
  });
}

function latency(pace: Pace): AlertRule {
  return burns(LATENCY, pace, {
    name: 'HttpLatencyBudget',
    summary: '{{ $labels.job }}: too many requests are slow',
    found: `take longer than ${SLOW_SECONDS} s; the objective allows ${LATENCY.budget * 100} %`,
  });
}

function burns(
  objective: Objective,
  { words, severity, after, windows, meaning }: Pace,
  { name, summary, found }: { readonly name: string; readonly summary: string; readonly found: string },
): AlertRule {
  const lengths = windows.map(({ long }) => long).join(' or ');
  return alertRule({
    name: `${name}${words}`,
    severity,
    after,
    expr: windows.map((pair) => bothBurn(objective, pair)).join('\nor\n'),
    summary,
    description: `{{ $value | humanizePercentage }} of the requests of the last ${lengths} ${found}. ${meaning}`,
  });
}

/** Reads rates over five minutes at steps of five minutes: each request counts once, even if the window is not full yet. */
function bothBurn({ bad, budget }: Objective, { long, short, factor }: BurnWindows): string {
  const limit = `${factor} * ${budget}`;
  return [
    `job:${bad}:ratio_rate${long} > ${limit}`,
    `and job:${bad}:ratio_rate${short} > ${limit}`,
    `and sum_over_time(job:${bad}:rate5m[${long}:5m]) * 300 >= ${LEAST_BAD_REQUESTS}`,
  ].join('\n');
}
