// CPU limit: 120 s
// What docs/migrating.md says about an app that keeps the metrics of its library, option by option as the page writes them.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { waitFor } from '../../cluster/driver/wait-for.js';
import { textOf } from '../documents.js';
import { compilePrograms, type Program, writePrograms } from '../programs.js';
import { RunningProgram } from '../running-program.js';
import { migrationFrom, PAGE, unsupported } from './diff-programs.js';
import { shapesOn } from './metric-tables.js';

const test = suite('metrics that are kept, as docs/migrating.md says');

const NAME = 'http_request_duration_seconds';
const OURS = `${NAME}{endpoint,method,status}`;
const OURS_IN_NAMESPACE = `shop_${OURS}`;

const text = textOf(PAGE);
const bundled = migrationFrom('express-prom-bundle').keeping(/promBundle/);
const plugged = migrationFrom('fastify-metrics').keeping(/metricsPlugin/);

const CLIENT_IMPORT = "import client from 'prom-client'";
const withClient = changed(
  { ...plugged, code: `${written(CLIENT_IMPORT)};\n${plugged.code}` },
  "{ endpoint: '/metrics' }",
  written('{ promClient: client }'),
);

test('express-prom-bundle, nothing written: its histogram and its `up` are left out, and the log says so', async () => {
  const { shapes, log } = await pageOf(bundled);
  assert.ok(shapes.has(OURS));
  assert.not.ok(shapes.has(`${NAME}{method,path,status_code}`));
  assert.not.ok(shapes.has('up'));
  // The ways out that the page names are those that the log names.
  assert.match(log, new RegExp(`\`${NAME}\`.*left out.*http\\.namespace.*http: false.*another name`));
  assert.match(log, /`up`.*left out/);
});

test('express-prom-bundle, with a namespace for the library: both are there', async () => {
  const { shapes, log } = await pageOf(started(bundled, written("{ http: { namespace: 'shop' } }")));
  assert.ok(shapes.has(OURS_IN_NAMESPACE));
  assert.ok(shapes.has(`${NAME}{method,path,status_code}`));
  assert.not.match(log, `\`${NAME}\``);
});

test('express-prom-bundle, without request metrics of the library: its own stand alone', async () => {
  const { shapes, log } = await pageOf(started(bundled, written('{ http: false }')));
  assert.not.ok(shapes.has(OURS));
  assert.ok(shapes.has(`${NAME}{method,path,status_code}`));
  assert.not.match(log, `\`${NAME}\``);
});

test('express-prom-bundle, without `up` and under another name: both are there, and nothing is left out', async () => {
  const ofItsOwn = `${written('includeUp: false')}, ${written("httpDurationMetricName: 'app_request_duration_seconds'")}`;
  const { shapes, log } = await pageOf(changed(bundled, 'includePath: true', `includePath: true, ${ofItsOwn}`));
  assert.ok(shapes.has(OURS));
  assert.ok(shapes.has('app_request_duration_seconds{method,path,status_code}'));
  assert.not.ok(shapes.has('up'));
  assert.not.match(log, 'prom-cluster: metric');
});

test('the buckets that the page names are those of express-prom-bundle', async () => {
  const option = `{ ${written('http.durationBuckets: [0.003, 0.03, 0.1, 0.3, 1.5, 10]').replace('http.', 'http: { ')} } }`;
  const { page } = await pageOf(started(migrationFrom('express-prom-bundle').after, option));
  const bounds = [...page.matchAll(new RegExp(`^${NAME}_bucket\\{endpoint="/users/:id".*le="([^"]+)"`, 'gm'))];
  assert.equal(
    bounds.map(([, bound]) => bound),
    ['0.003', '0.03', '0.1', '0.3', '1.5', '10', '+Inf'],
  );
});

const reason = unsupported(plugged);
if (reason !== undefined) console.log(`fastify-metrics: keeping it is left out, since ${reason}`);
else {
  test('fastify-metrics, nothing written: the library does not see its metrics, and says nothing', async () => {
    const { page, log } = await pageOf(plugged);
    assert.not.match(page, /route="/);
    assert.not.match(log, 'prom-cluster: metric');
  });

  test("fastify-metrics, with prom-client and without the library's request metrics: its own stand alone", async () => {
    const options = written('{ http: false }');
    const { shapes } = await pageOf(
      changed(withClient, '{ http: { endpoint: (req) => templates.get(req) } }', options),
    );
    assert.not.ok(shapes.has(OURS));
    assert.ok(shapes.has(`${NAME}{method,route,status_code}`));
  });

  test('fastify-metrics, with prom-client and under another name: both are there', async () => {
    const name = written("routeMetrics: { overrides: { histogram: { name: 'app_request_duration_seconds' } } }");
    const { shapes, log } = await pageOf(changed(withClient, 'promClient: client', `promClient: client, ${name}`));
    assert.ok(shapes.has(OURS));
    assert.ok(shapes.has('app_request_duration_seconds{method,route,status_code}'));
    assert.not.match(log, 'prom-cluster: metric');
  });
}

test('nestjs-prometheus, its module kept for a prefix: the metric has the prefix, and nothing is left out', async () => {
  const keeping = migrationFrom('@willsoto/nestjs-prometheus').keeping(/PrometheusModule/);
  const once = changed(
    keeping,
    "import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';\n",
    '',
  );
  const module = written('PrometheusModule.register({ defaultMetrics: { enabled: false } })');
  const prefixed = module.replace('({ ', "({ customMetricPrefix: 'shop', ");
  const { page, log } = await pageOf(changed(once, 'PrometheusModule.register()', prefixed));
  assert.match(page, /^shop_orders_total 1$/m);
  assert.not.match(log, 'prom-cluster: metric');
});

test("@prometheus-io/client: its register is read, and the library's own client is prom-client", async () => {
  const { after } = migrationFrom("prom-client's AggregatorRegistry");
  const theirs = { ...after, code: `${written("import { register } from '@prometheus-io/client'")};\n${after.code}` };
  const counted = changed(theirs, "{ Counter } from 'prom-client'", "{ Counter } from '@prometheus-io/client'");
  const { page } = await pageOf(started(counted, written('{ registries: () => [register] }')));
  assert.match(page, /^orders_total 1$/m);
});

test.run();

interface Run {
  readonly page: string;
  readonly shapes: ReadonlySet<string>;
  readonly log: string;
}

/** Runs a program as a cluster of one worker, and gives its page after a request. */
async function pageOf(program: Program): Promise<Run> {
  const folder = writePrograms([program]);
  if (program.file.endsWith('.mts')) {
    assert.is(compilePrograms(folder, { experimentalDecorators: true, emitDecoratorMetadata: true }), '');
  }
  const running = new RunningProgram(join(folder, program.file.replace(/\.mts$/, '.mjs')));
  try {
    await running.untilReady();
    assert.is(await running.get('/users/7'), 200);
    const page = await waitFor('the request on the page', async () => {
      const now = await running.page();
      return /\{.*(?:\/users\/|200).*\} 1$/m.test(now) && now;
    });
    assert.is(await running.end(), 0);
    return { page, shapes: shapesOn(page), log: running.log };
  } finally {
    running.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the page writes in code, so that no other text is run than what a reader copies. */
function written(code: string): string {
  assert.ok(text.includes(`\`${code}\``), `Expected ${PAGE} to have \`${code}\`.`);
  return code;
}

/** A program whose cluster is started with these options. */
function started(program: Program, options: string): Program {
  return changed(program, 'startCluster(createApp)', `startCluster(createApp, ${options})`);
}

function changed(program: Program, from: string, to: string): Program {
  assert.ok(program.code.includes(from), `${program.where} has ${from}`);
  return { ...program, code: program.code.replace(from, () => to) };
}
