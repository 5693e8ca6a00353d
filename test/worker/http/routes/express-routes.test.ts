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

/** Sends a request for each target (`METHOD /path`; GET if there is no method). @returns what each was counted as */
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

/** An app, and what a request for each target is counted as: `template METHOD status`. */
interface Case {
  readonly name: string;
  readonly app: () => RequestListener;
  readonly targets: Readonly<Record<string, string>>;
}

const CASES: readonly Case[] = [
  {
    name: 'routes of an app and of nested routers are named by their templates',
    app: () => {
      const orders = Router().get('/', ok).get('/:id', ok).delete('/:id{.:format}', ok);
      const tenant = Router({ mergeParams: true }).use('/orders', orders).get('/', ok);
      return express().get('/', ok).get('/users/:id', ok).use('/tenants/:tid', tenant);
    },
    targets: {
      '/': '/ GET 200',
      '/users/ann?x=1': '/users/:id GET 200',
      '/tenants/acme': '/tenants/:tid GET 200',
      '/tenants/acme/orders/': '/tenants/:tid/orders GET 200',
      '/tenants/b%20c/orders/last': '/tenants/:tid/orders/:id GET 200',
      'HEAD /USERS/bob': '/users/:id HEAD 200',
      'DELETE /tenants/x/orders/y.json': '/tenants/:tid/orders/:id{.:format} DELETE 200',
    },
  },
  {
    name: 'an error handler outside of the router leaves the template whole',
    app: () =>
      express()
        .use('/tenants/:tid', Router().use('/v1', Router().get('/things/:id', fail)))
        .use(onError),
    targets: { '/tenants/acme/v1/things/one': '/tenants/:tid/v1/things/:id GET 500' },
  },
  {
    name: "Express's own error handler leaves the template whole",
    app: () => express().set('env', 'test').use('/tenants/:tid', Router().get('/things/:id', fail)),
    targets: { '/tenants/acme/things/one': '/tenants/:tid/things/:id GET 500' },
  },
  {
    name: 'a router that is mounted twice is named by the mount that the request came through',
    app: () => {
      const shared = Router().get('/items/:id', ok).get('/broken', fail);
      return express().use('/shops/:shop', shared).use(['/v1', '/v2/:lang'], shared).use(onError);
    },
    targets: {
      '/shops/a/items/b': '/shops/:shop/items/:id GET 200',
      '/v1/items/c': '/v1/items/:id GET 200',
      '/v2/de/items/d': '/v2/:lang/items/:id GET 200',
      '/v2/fr/broken': '/v2/:lang/broken GET 500',
      '/shops/z/broken': '/shops/:shop/broken GET 500',
    },
  },
  {
    name: 'a router that is mounted again while the app runs is named by both mounts',
    app: () => {
      const shared = Router().get('/items/:id', ok);
      const app = express().use('/first', shared);
      return app.post('/mount', (_request, response) => {
        app.use('/second/:x', shared);
        app.get('/late/:id', ok);
        response.send('ok');
      });
    },
    targets: {
      '/first/items/a': '/first/items/:id GET 200',
      'POST /mount': '/mount POST 200',
      '/second/y/items/b': '/second/:x/items/:id GET 200',
      '/late/c': '/late/:id GET 200',
      '/first/items/d': '/first/items/:id GET 200',
    },
  },
  {
    name: 'sub-apps are named by their mounts, in an app and in a router',
    app: () => {
      const deep = express().get('/leaf/:id', ok);
      const sub = express().get('/page/:name', ok).get('/broken/:name', fail).use('/deep/:d', deep);
      const other = express().get('/page/:name', ok);
      const twice = express().get('/page/:name', ok);
      return express()
        .use('/sites/:site', sub)
        .use('/wrapped/:w', Router().use('/inner', other))
        .use('/one/:n', twice)
        .use('/two', twice)
        .use(onError);
    },
    targets: {
      '/sites/a/page/b': '/sites/:site/page/:name GET 200',
      '/sites/a/deep/c/leaf/d': '/sites/:site/deep/:d/leaf/:id GET 200',
      '/wrapped/e/inner/page/f': '/wrapped/:w/inner/page/:name GET 200',
      '/one/g/page/h': '/one/:n/page/:name GET 200',
      '/two/page/i': '/two/page/:name GET 200',
      '/sites/a/broken/b': '/sites/:site/broken/:name GET 500',
    },
  },
  {
    name: 'an app behind a listener of the user is named as far as its own mounts go',
    app: () => {
      const app = express().use('/sites/:site', express().get('/page/:name', ok));
      return (request, response) => app(request, response);
    },
    targets: { '/sites/a/page/b': '/sites/:site/page/:name GET 200' },
  },
  {
    name: 'a router without an app is named too',
    app: () => {
      const items = Router().get('/items/:id', (_request, response) => void response.end());
      const router = Router().use('/shops/:shop', items);
      return (request, response) =>
        router(request as express.Request, response as express.Response, () => response.end());
    },
    targets: { '/shops/42/items/x': '/shops/:id/items/:id GET 200' },
  },
  {
    name: 'patterns and lists of paths name a route by the part that matched',
    app: () =>
      express()
        .get(/^\/files\/(.+)$/, ok)
        .get(['/new/:id', '/new/:id/more'], ok)
        .use(/^\/v\d/, Router().get('/x/:id', ok))
        .get('/rest/*rest', ok),
    targets: {
      '/files/a/b': '/^\\/files\\/(.+)$/ GET 200',
      '/new/1': '/new/:id GET 200',
      '/new/1/more': '/new/:id/more GET 200',
      '/v7/x/1': '/^\\/v\\d//x/:id GET 200',
      '/rest/of/it': '/rest/*rest GET 200',
    },
  },
  {
    name: 'a 404 is unmatched, unless a route gave it',
    app: () =>
      express()
        .get('/users/:id', (_request, response) => void response.sendStatus(404))
        .get('/passes/:id', (_request, _response, next) => next()),
    targets: {
      '/users/ann': '/users/:id GET 404',
      '/passes/x': '/passes/:id GET 404',
      '/nowhere/ann': '<unmatched> GET 404',
    },
  },
  {
    name: 'a request that a middleware answers before the route is named by the route it would have reached',
    app: () => {
      const wall: RequestHandler = (_request, response) => void response.sendStatus(401);
      return express()
        .use('/tenants/:tid', Router().use(wall).get('/orders/:id', ok))
        .options('/never', ok)
        .use('/files/:owner', (_request, response) => void response.send('a file'))
        .use('/sub/:s', express().use(wall).get('/page/:name', ok));
    },
    targets: {
      '/tenants/acme/orders/last': '/tenants/:tid/orders/:id GET 401',
      '/tenants/acme/other': '/tenants/:tid/other GET 401',
      '/files/ann/cv/2': '/files/:owner/cv/:id GET 200',
      '/sub/a/page/b': '/sub/:s/page/:name GET 401',
      'OPTIONS /tenants/acme/orders/x': '/tenants/:tid/orders/:id OPTIONS 401',
    },
  },
  {
    name: 'a request whose URL a middleware rewrote is named by the route it took',
    app: () =>
      express()
        .use((request, _response, next) => {
          request.url = request.url.replace('/very/old/place/', '/users/');
          next();
        })
        .get('/users/:id', ok),
    targets: { '/very/old/place/ann': '/users/:id GET 200', '/users/bob': '/users/:id GET 200' },
  },
  {
    name: 'a router that holds itself, and a malformed escape, do no harm',
    app: () => {
      const router = Router().get('/end/:id', ok);
      router.use('/again', router);
      return express().set('env', 'test').use('/start', router);
    },
    targets: {
      '/start/again/end/a': '/start/again/end/:id GET 200',
      '/start/end/%E0%A4%A': '/start/end/:id GET 400',
    },
  },
];

for (const { name, app, targets } of CASES) {
  test(name, async () => assert.equal(await counted(app(), Object.keys(targets)), Object.values(targets)));
}

test.run();
