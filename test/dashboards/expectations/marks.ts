import * as assert from 'uvu/assert';
import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import { RATE_SECONDS, STEP_SECONDS } from '../answers/choices.js';
import { assertBetween, having, labelValues, valuesOf } from '../answers/series-values.js';
import { WORKERS } from './day-processes.js';
import type { Expectation } from './expectation.js';

/** The marks of a deploy, of a reload and of restarts, which several dashboards have. */
export const markExpectations: readonly Expectation[] = [
  {
    panel: 'Deploy',
    check(shown, { killed }) {
      const moments = [...new Set(valuesOf(shown()))];
      assert.is(moments.length, 1);
      // Grafana takes a value in ms for a moment.
      assertBetween((moments[0] ?? 0) / 1000, killed.at - 120, killed.at, 'start');
    },
  },
  {
    panel: 'Reload',
    check(shown, { reload }) {
      assert.equal(labelValues(shown(), 'worker'), WORKERS);
      for (const worker of WORKERS) assertMarked(having(shown(), { worker, reason: 'reload' }), reload.from, reload.to);
    },
  },
  {
    panel: 'Restart',
    check(shown, { killed, hung, reload }) {
      assertMarked(having(shown(), { worker: `${killed.slot}`, reason: 'signal' }), killed.at, hung.at);
      assertMarked(having(shown(), { worker: `${hung.slot}`, reason: 'hung' }), hung.at, reload.from);
      assert.is(shown().length, 2);
    },
  },
];

/** Throws unless a mark begins between two moments, or at the next scrape, and ends when its query no longer looks at the change. */
function assertMarked(series: readonly Series[], from: number, to: number): void {
  const moments = series.flatMap(({ samples }) => samples.map(([at]) => at));
  const late = 2 * STEP_SECONDS;
  assertBetween(Math.min(...moments), from - 1, to + late, 'beginning of the mark');
  assertBetween(Math.max(...moments), from, to + RATE_SECONDS + late, 'end of the mark');
}
