import { createServer, type RequestListener } from 'node:http';
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { record } from '../recording.js';

const ok: RequestHandler = (_request, response) => void response.send('ok');
const fail: RequestHandler = () => {
  throw new Error('as asked');
};
const onError: ErrorRequestHandler = (_error, _request, response, _next) => void response.status(500).send('failed');

/** Asks for each target in turn (`METHOD /path`, GET if there is none), and says what each was counted as. */
async function counted(listener: RequestListener, targets: readonly string[]): Promise<string[]> {
  const server = createServer(listener);
  const { port, tracked, close } = await record(server);
  const names: string[] = [];
  for (const target of targets) {
    const [path = '', method = 'GET'] = target.split(' ').reverse();
    await fetch(`http://127.0.0.1:${port}${path}`, { method }).then((response) => response.arrayBuffer());
    const [name = 'nothing'] = tracked.flush().filter((series) => series.startsWith('http_request_count_total '));
    names.push(name.replace('http_request_count_total ', ''));
  }
  server.closeAllConnections();
  await close();
  return names;
}

test('routes of an app and of nested routers are named by their templates', async () => {
  const orders = Router().get('/', ok).get('/:id', ok).delete('/:id{.:format}', ok);
  const tenant = Router({ mergeParams: true }).use('/orders', orders).get('/', ok);
  const app = express().get('/', ok).get('/users/:id', ok).use('/tenants/:tid', tenant);
  const targets = ['/', '/users/ann?x=1', '/tenants/acme', '/tenants/acme/orders/', '/tenants/b%20c/orders/last'];
  assert.equal(await counted(app, [...targets, 'HEAD /USERS/bob', 'DELETE /tenants/x/orders/y.json']), [
    '/ GET 200',
    '/users/:id GET 200',
    '/tenants/:tid GET 200',
    '/tenants/:tid/orders GET 200',
    '/tenants/:tid/orders/:id GET 200',
    '/users/:id HEAD 200',
    '/tenants/:tid/orders/:id{.:format} DELETE 200',
  ]);
});

test('an error handler outside of the router leaves the template whole', async () => {
  const inner = Router().get('/things/:id', fail);
  const app = express().use('/tenants/:tid', Router().use('/v1', inner)).use(onError);
  const plain = express().set('env', 'test').use('/tenants/:tid', inner);
  assert.equal(await counted(app, ['/tenants/acme/v1/things/one']), ['/tenants/:tid/v1/things/:id GET 500']);
  assert.equal(await counted(plain, ['/tenants/acme/things/one']), ['/tenants/:tid/things/:id GET 500']);
});

test('a router that is mounted twice is named by the mount that the request came through', async () => {
  const shared = Router().get('/items/:id', ok).get('/broken', fail);
  const app = express().use('/shops/:shop', shared).use(['/v1', '/v2/:lang'], shared).use(onError);
  assert.equal(
    await counted(app, ['/shops/a/items/b', '/v1/items/c', '/v2/de/items/d', '/v2/fr/broken', '/shops/z/broken']),
    [
      '/shops/:shop/items/:id GET 200',
      '/v1/items/:id GET 200',
      '/v2/:lang/items/:id GET 200',
      '/v2/:lang/broken GET 500',
      '/shops/:shop/broken GET 500',
    ],
  );
});

test('a router that is mounted again while the app runs is named by both mounts', async () => {
  const shared = Router().get('/items/:id', ok);
  const app = express().use('/first', shared);
  app.post('/mount', (_request, response) => {
    app.use('/second/:x', shared);
    app.get('/late/:id', ok);
    response.send('ok');
  });
  assert.equal(
    await counted(app, ['/first/items/a', 'POST /mount', '/second/y/items/b', '/late/c', '/first/items/d']),
    [
      '/first/items/:id GET 200',
      '/mount POST 200',
      '/second/:x/items/:id GET 200',
      '/late/:id GET 200',
      '/first/items/:id GET 200',
    ],
  );
});

test('sub-apps are named by their mounts, in an app and in a router', async () => {
  const deep = express().get('/leaf/:id', ok);
  const sub = express().get('/page/:name', ok).get('/broken/:name', fail).use('/deep/:d', deep);
  const other = express().get('/page/:name', ok);
  const twice = express().get('/page/:name', ok);
  const app = express()
    .use('/sites/:site', sub)
    .use('/wrapped/:w', Router().use('/inner', other))
    .use('/one/:n', twice)
    .use('/two', twice)
    .use(onError);
  const targets = [
    '/sites/a/page/b',
    '/sites/a/deep/c/leaf/d',
    '/wrapped/e/inner/page/f',
    '/one/g/page/h',
    '/two/page/i',
  ];
  assert.equal(await counted(app, [...targets, '/sites/a/broken/b']), [
    '/sites/:site/page/:name GET 200',
    '/sites/:site/deep/:d/leaf/:id GET 200',
    '/wrapped/:w/inner/page/:name GET 200',
    '/one/:n/page/:name GET 200',
    '/two/page/:name GET 200',
    '/sites/:site/broken/:name GET 500',
  ]);
});

test('an app behind a listener of the user is named as far as its own mounts go', async () => {
  const sub = express().get('/page/:name', ok);
  const app = express().use('/sites/:site', sub);
  assert.equal(await counted((request, response) => app(request, response), ['/sites/a/page/b']), [
    '/sites/:site/page/:name GET 200',
  ]);
});

test('a router without an app is named too', async () => {
  const router = Router().use(
    '/shops/:shop',
    Router().get('/items/:id', (_request, response) => void response.end()),
  );
  const listener: RequestListener = (request, response) =>
    router(request as express.Request, response as express.Response, () => response.end());
  assert.equal(await counted(listener, ['/shops/42/items/x']), ['/shops/:id/items/:id GET 200']);
});

test('patterns and lists of paths name a route by the part that matched', async () => {
  const app = express()
    .get(/^\/files\/(.+)$/, ok)
    .get(['/new/:id', '/new/:id/more'], ok)
    .use(/^\/v\d/, Router().get('/x/:id', ok))
    .get('/rest/*rest', ok);
  assert.equal(await counted(app, ['/files/a/b', '/new/1', '/new/1/more', '/v7/x/1', '/rest/of/it']), [
    '/^\\/files\\/(.+)$/ GET 200',
    '/new/:id GET 200',
    '/new/:id/more GET 200',
    '/^\\/v\\d//x/:id GET 200',
    '/rest/*rest GET 200',
  ]);
});

test('a 404 is unmatched, unless a route gave it', async () => {
  const app = express()
    .get('/users/:id', (_request, response) => void response.sendStatus(404))
    .get('/passes/:id', (_request, _response, next) => next());
  assert.equal(await counted(app, ['/users/ann', '/passes/x', '/nowhere/ann']), [
    '/users/:id GET 404',
    '/passes/:id GET 404',
    '<unmatched> GET 404',
  ]);
});

test('what a middleware answers before the route is named by the route it would have reached', async () => {
  const wall: RequestHandler = (_request, response) => void response.sendStatus(401);
  const app = express()
    .use('/tenants/:tid', Router().use(wall).get('/orders/:id', ok))
    .options('/never', ok)
    .use('/files/:owner', (_request, response) => void response.send('a file'))
    .use('/sub/:s', express().use(wall).get('/page/:name', ok));
  assert.equal(
    await counted(app, [
      '/tenants/acme/orders/last',
      '/tenants/acme/other',
      '/files/ann/cv/2',
      '/sub/a/page/b',
      'OPTIONS /tenants/acme/orders/x',
    ]),
    [
      '/tenants/:tid/orders/:id GET 401',
      '/tenants/:tid/other GET 401',
      '/files/:owner/cv/:id GET 200',
      '/sub/:s/page/:name GET 401',
      '/tenants/:tid/orders/:id OPTIONS 401',
    ],
  );
});

test('a request whose URL a middleware rewrote is named by the route it took', async () => {
  const app = express()
    .use((request, _response, next) => {
      request.url = request.url.replace('/very/old/place/', '/users/');
      next();
    })
    .get('/users/:id', ok);
  assert.equal(await counted(app, ['/very/old/place/ann', '/users/bob']), ['/users/:id GET 200', '/users/:id GET 200']);
});

test('a router that holds itself, and a malformed escape, do no harm', async () => {
  const router = Router().get('/end/:id', ok);
  router.use('/again', router);
  const app = express().set('env', 'test').use('/start', router);
  assert.equal(await counted(app, ['/start/again/end/a', '/start/end/%E0%A4%A']), [
    '/start/again/end/:id GET 200',
    '/start/end/:id GET 400',
  ]);
});

test.run();
