import type { Series } from '../../../cluster/driver/prometheus/prometheus-answer.js';
import { assertSame } from '../../answers/series-math.js';
import { having } from '../../answers/series-values.js';
import type { Expectation, Shown, Surroundings } from '../expectation.js';

/** A curve of a repeated panel, and the panel that shows the same curve beside those of the other workers. */
type Pair = readonly [refId: string, dashboard: string, panel: string, refIdThere: string];

/** What the script makes the repeated row show: of each worker the same as the panels of all workers. */
export const oneWorkerExpectations: readonly Expectation[] = [
  sameAs('Requests and connections', [
    ['A', 'Workers', 'Requests by worker', 'A'],
    ['B', 'Workers', 'Open connections', 'A'],
  ]),
  sameAs('CPU, user and system', [
    ['A', 'Process', 'CPU', 'A'],
    ['B', 'Process', 'CPU', 'B'],
  ]),
  sameAs('Event-loop delay p50 and p99', [
    ['A', 'Process', 'Event-loop delay quantiles', 'A'],
    ['B', 'Process', 'Event-loop delay quantiles', 'C'],
  ]),
  sameAs('Heap by space', [['A', 'Process', 'Heap in use by space', 'A']], ['space']),
];

function sameAs(panel: string, pairs: readonly Pair[], labels: readonly string[] = []): Expectation {
  const check = (shown: Shown, _shop: unknown, { worker, beside }: Surroundings): void => {
    for (const [refId, ...there] of pairs) assertSame(shown(refId), ofWorker(beside(...there), worker), labels);
  };
  return { panel, check };
}

function ofWorker(series: readonly Series[], worker: string): Series[] {
  return having(series, { worker });
}
