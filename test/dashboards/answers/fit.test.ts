import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Expectation, ShopsDay } from '../expectations/expectation.js';
import type { Dashboard } from '../files/dashboard-json.js';
import { expressionsOf } from '../files/expressions.js';
import type { Answer } from './answers.js';
import { fitOf } from './fit.js';
import { latest } from './series-values.js';

const test = suite('fit of dashboards and script');

const dashboard: Dashboard = {
  uid: 'd',
  title: 'prom-cluster / D',
  schemaVersion: 39,
  panels: [
    panel('Two', 'A', 'B'),
    { type: 'row', title: 'Worker', repeat: 'worker', panels: [panel('Repeated', 'A')] },
  ],
  templating: { list: [] },
  annotations: { list: [{ name: 'Deploy', target: { expr: 'start' } }] },
};
const never = () => assert.unreachable();
const blow = { slot: 0, at: 0 };
const shop: ShopsDay = {
  ...{ job: 'shop', prefix: '', answered: [], failed: 0, connectedAt: [] },
  ...{ killed: blow, hung: blow, reload: { from: 0, to: 0 } },
};

test('names the queries at which no expectation looks, those of annotations too', async () => {
  const { misfits, unseen } = await tried({ panel: 'Two', check: (shown) => assert.is(latest(shown('B')), 1) });
  assert.equal(misfits, []);
  assert.equal(unseen, ['Two A', 'Repeated A', 'Deploy']);
});

test('names the shop and the worker of which something does not fit', async () => {
  const check: Expectation['check'] = (shown, _shop, { worker }) => assert.is(worker, `${latest(shown())}`);
  const { misfits } = await tried({ panel: 'Repeated', check });
  assert.equal(misfits, ['Repeated (shop, worker 0): expected "1", got "0"']);
});

test('names a panel that does not exist, and a shop of which nothing was asked', async () => {
  const gone = await tried({ panel: 'Gone', check: never });
  assert.equal(gone.misfits, ['There is no panel Gone.']);
  const other = await tried({ panel: 'Two', check: never }, 'other');
  assert.equal(other.misfits, ['Two (other): nothing was asked.']);
});

test.run();

function panel(title: string, ...refIds: readonly string[]) {
  return { type: 'timeseries', title, targets: refIds.map((refId) => ({ refId, expr: 'x' })) };
}

/** Tries an expectation where each query is answered with 1. */
function tried(expectation: Expectation, job = 'shop') {
  const answers = expressionsOf(dashboard).flatMap((expression): Answer[] =>
    (expression.repeatedBy === undefined ? [undefined] : ['0', '1']).map((worker) => ({
      expression,
      choice: worker === undefined ? 'shop, all' : `shop, all, worker ${worker}`,
      repeatedFor: worker,
      expr: expression.expr,
      series: [{ labels: {}, samples: [[9, 1]] }],
    })),
  );
  const day = { shops: [{ ...shop, job }], startedAt: 0, endedAt: 9, query: async () => [] };
  return fitOf(dashboard, new Map([[dashboard, answers]]), day, [expectation]);
}
