import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PendingPages } from '../../../src/primary/thread/pending-pages.js';
import { closedError, PromClusterError } from '../../../src/shared/errors.js';

const test = suite('pages that the primary waits for');

test('a page that cannot be made rejects alone, and no later thread is asked for it', async () => {
  const pages = new PendingPages();
  const [bad, good] = [pages.wait(() => undefined), pages.wait(() => undefined)];
  pages.settle({ kind: 'pageFailed', id: 1, message: 'Invalid string length' });
  assert.equal([...pages.ids], [2]);
  pages.settle({ kind: 'page', id: 2, text: 'x 1\n' });
  pages.settle({ kind: 'pageFailed', id: 2, message: 'too late' });
  assert.equal(await codeOf(bad), 'ERR_METRICS_PAGE The page of metrics could not be made: Invalid string length');
  assert.is(await good, 'x 1\n');
  assert.equal([...pages.ids], []);
});

test('a close rejects all pages', async () => {
  const pages = new PendingPages();
  const all = [pages.wait(() => undefined), pages.wait(() => undefined)];
  pages.rejectAll(closedError());
  for (const page of all) assert.match(await codeOf(page), /^ERR_CLOSED /);
});

function codeOf(page: Promise<string>): Promise<string> {
  return page.then(
    () => 'resolved',
    (error: unknown) => (error instanceof PromClusterError ? `${error.code} ${error.message}` : String(error)),
  );
}

test.run();
