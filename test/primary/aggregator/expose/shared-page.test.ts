import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SharedPage } from '../../../../src/primary/aggregator/expose/shared-page.js';
import { deferred } from '../../../../src/shared/basics/deferred.js';

const test = suite('a page that scrapes share');

test('is rendered once for those that waited for the same round, however many promises lie between', async () => {
  const shared = new SharedPage();
  const round = deferred<object>();
  let rendered = 0;
  const scrape = async (steps: number) => {
    const answers = await round.promise;
    for (let step = 0; step < steps; step++) await undefined;
    return shared.of(answers, () => Buffer.from(`${++rendered}`));
  };
  const pages = [0, 1, 5].map(scrape);
  round.resolve({});
  const [first, ...others] = await Promise.all(pages);
  for (const page of others) assert.is(page, first);
  assert.is(rendered, 1);
});

test('is rendered anew for another round, and in another turn', async () => {
  const shared = new SharedPage();
  const render = () => Buffer.from('page');
  const round = {};
  const first = shared.of(round, render);
  assert.is(shared.of(round, render), first);
  assert.is.not(shared.of({}, render), first);
  const last = shared.of(round, render);
  await new Promise(setImmediate);
  assert.is.not(shared.of(round, render), last);
});

test.run();
