import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePage, totalOf } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { textIfServed } from '../driver/text-if-served.js';
import { waitFor } from '../driver/wait-for.js';

const REQUESTS = 5;
const options = { cluster: { workers: 1, restart: { minDelayMs: 1 }, metrics: { scrapeTimeoutMs: 5000 } } };

test('a thread that the system refuses again and again ends no process, and costs no total of an ended worker', () =>
  withFixture('thread-cannot-start', options, async (fixture) => {
    const page = (total: number) =>
      waitFor(`${total} requests on the page`, async () => {
        const text = await textIfServed(fixture);
        return text !== undefined && totalOf(parsePage(text), 'work_total') === total;
      });
    for (let index = 0; index < REQUESTS; index++) await fixture.get('/');
    await page(REQUESTS);
    const pid = await fixture.readyPid(0);
    process.kill(pid, 'SIGTERM');
    await fixture.readyPid(0, pid);
    await fixture.get('/');
    await page(REQUESTS + 1);
    fixture.process.kill('SIGUSR2');
    await waitFor('the last refusal', () => fixture.output.includes('"refused":6'));
    await page(REQUESTS + 1);
    assert.match(fixture.output, 'no thread, for the test');
    assert.not.match(fixture.output, /given up|uncaught/i);
  }));

test.run();
