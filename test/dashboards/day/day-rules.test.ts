import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { quickened, rulesOfTheDay } from './day-rules.js';

const test = suite('rules of the day');

test('groups have no interval, and subqueries quick steps', () => {
  const yaml =
    'groups: [{ name: g, interval: 1m, rules: [{ alert: A, for: 5m, expr: "sum_over_time(x[1h:5m]) > 1" }] }]';
  assert.equal(JSON.parse(rulesOfTheDay(yaml)), {
    groups: [{ name: 'g', rules: [{ alert: 'A', for: '5m', expr: 'sum_over_time(x[1h:5s]) > 1' }] }],
  });
});

test('ranges and steps of seconds stay', () => {
  for (const expr of ['rate(x[5m])', 'max_over_time(x[1m:1s])', 'x{a=":5m]"}']) assert.is(quickened(expr), expr);
});

test.run();
