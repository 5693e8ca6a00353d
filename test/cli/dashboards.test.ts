import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { run } from '../../cli/dashboards/dashboards.js';
import { ruleFiles } from '../../dashboards/rules/rule-files.js';

const test = suite<{ folder: string }>('prom-cluster dashboards');

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SHIPPED = join(ROOT, 'dashboards');
const BOARDS = join('grafana', 'prom-cluster');

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'prom-cluster-cli-'));
});

test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

/** Runs the command in this process. */
function call(...args: string[]): { code: number; out: string; err: string } {
  const [out, err]: [string[], string[]] = [[], []];
  const code = run(args, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
  });
  return { code, out: out.join(''), err: err.join('') };
}

test('without a namespace everything is written as it is shipped, and each path is printed', ({ folder }) => {
  const { code, out, err } = call('dashboards', '--out', folder);
  assert.is(code, 0);
  assert.is(err, '');
  for (const part of ['grafana', 'grafana/prom-cluster', 'prometheus']) {
    const names = readdirSync(join(SHIPPED, part));
    assert.ok(names.length > 1, part);
    assert.equal(readdirSync(join(folder, part)).sort(), names.sort());
    for (const name of names.filter((each) => each.includes('.'))) {
      assert.is(readFileSync(join(folder, part, name), 'utf8'), readFileSync(join(SHIPPED, part, name), 'utf8'), name);
      assert.ok(out.includes(`${join(folder, part, name)}\n`), name);
    }
  }
});

test('the runbooks are written with the rules, and link to nothing that is not there', ({ folder }) => {
  const { out } = call('dashboards', '--out', folder);
  assert.ok(out.includes(`${join(folder, 'runbooks.md')}\n`));
  const shipped = readFileSync(join(ROOT, 'docs', 'runbooks.md'), 'utf8');
  const written = readFileSync(join(folder, 'runbooks.md'), 'utf8');
  assert.match(shipped, '[`runtime.allocation`](metrics.md#allocation)');
  assert.match(written, '`runtime.allocation` (`docs/metrics.md` of prom-cluster)');
  const headings = [...written.matchAll(/^## (\w+)$/gm)].map(([, heading = '']) => `#${heading.toLowerCase()}`);
  const links = [...written.matchAll(/\]\(([^)]*)\)/g)].map(([, link = '']) => link);
  assert.ok(links.length > 0);
  assert.equal(
    links.filter((link) => !headings.includes(link)),
    [],
  );
  assert.equal(runbookUrls(folder).sort(), headings.map((anchor) => `runbooks.md${anchor}`).sort());
});

test("each alert's runbook is where --runbooks says that they are published", ({ folder }) => {
  const wiki = 'https://wiki.example/$&/runbooks?plain=1';
  call('dashboards', '--out', folder);
  const relative = runbookUrls(folder);
  assert.is(call('dashboards', '--out', folder, '--runbooks', wiki).code, 0);
  assert.equal(
    runbookUrls(folder),
    relative.map((url) => url.replace('runbooks.md', () => wiki)),
  );
});

test('a namespace is in the rules as if they were generated with it', ({ folder }) => {
  assert.is(call('dashboards', '--out', folder, '--namespace', 'gole').code, 0);
  for (const { name, text } of ruleFiles({ naming: 'classic', namespace: 'gole' })) {
    assert.is(readFileSync(join(folder, 'prometheus', name), 'utf8'), text, name);
  }
  const requests = readFileSync(join(folder, 'prometheus', 'prom-cluster-requests.yml'), 'utf8');
  assert.match(requests, 'rate(gole_http_request_count_total[5m])');
});

test('a namespace is the value of the variable in dashboards that have it, and changes nothing else', ({ folder }) => {
  call('dashboards', '--out', folder, '--namespace', 'gole');
  const value = { text: 'gole_', value: 'gole_' };
  for (const name of readdirSync(join(SHIPPED, BOARDS)).filter((file) => file.endsWith('.json'))) {
    const [shipped, written] = [SHIPPED, folder].map((root) => readDashboard(join(root, BOARDS, name)));
    const variable = shipped?.templating.list.find((each) => each['name'] === 'namespace');
    if (variable) Object.assign(variable, { query: 'gole_', current: value, options: [{ selected: true, ...value }] });
    assert.equal(written, shipped, name);
  }
  const { list } = readDashboard(join(folder, BOARDS, 'requests.json')).templating;
  assert.is(list.find((variable) => variable['name'] === 'namespace')?.['query'], 'gole_');
});

test('an earlier export is written over', ({ folder }) => {
  call('dashboards', '--out', folder, '--namespace', 'gole');
  assert.is(call('dashboards', '--out', folder).code, 0);
  assert.is(
    readFileSync(join(folder, BOARDS, 'requests.json'), 'utf8'),
    readFileSync(join(SHIPPED, BOARDS, 'requests.json'), 'utf8'),
  );
});

for (const [what, args, message] of [
  ['no command', [], 'Expected the command `dashboards`, got `none`.'],
  ['another command', ['dashboard', '--out', 'x'], 'got `dashboard`'],
  ['two commands', ['dashboards', 'rules', '--out', 'x'], 'got `rules` too'],
  ['no folder', ['dashboards'], 'Expected `--out` to name the folder'],
  ['an unknown option', ['dashboards', '--out', 'x', '--prefix', 'gole_'], "Unknown option '--prefix'"],
  ['a namespace that no metric may have', ['dashboards', '--out', 'x', '--namespace', 'go-le'], '`--namespace`'],
  ['a prefix that no metric may have', ['dashboards', '--out', 'x', '--runtime-prefix', 'a-'], '`--runtime-prefix`'],
  ['a prefix of the library', ['dashboards', '--out', 'x', '--runtime-prefix', 'cluster_'], '`--runtime-prefix`'],
  ['a URL that is relative', ['dashboards', '--out', 'x', '--runbooks', 'docs/runbooks.md'], '`--runbooks`'],
  ['a URL of another scheme', ['dashboards', '--out', 'x', '--runbooks', 'file:///runbooks.md'], '`--runbooks`'],
  ['a URL without a host', ['dashboards', '--out', 'x', '--runbooks', 'https://:80/a'], '`--runbooks`'],
  ['a URL with an anchor', ['dashboards', '--out', 'x', '--runbooks', 'https://a/b#c'], 'without spaces, `#`'],
  ['a URL that is a template', ['dashboards', '--out', 'x', '--runbooks', 'https://a/{{b}}'], '`--runbooks`'],
  ['an empty URL', ['dashboards', '--out', 'x', '--runbooks', ''], '`--runbooks`'],
  [
    'a namespace with its underscore',
    ['dashboards', '--out', 'x', '--namespace', 'gole_'],
    '`--namespace` to be letters, digits and `_`',
  ],
] as const) {
  test(`${what}: a message with the usage, and exit code 2`, () => {
    const { code, out, err } = call(...args);
    assert.is(code, 2);
    assert.is(out, '');
    assert.ok(err.includes(message), err);
    assert.match(err, 'Usage: prom-cluster dashboards --out DIR');
  });
}

test('--help is no error', () => {
  const { code, out } = call('--help');
  assert.is(code, 0);
  assert.match(out, '--namespace NAME');
  assert.match(out, '--runtime-prefix PREFIX');
  assert.match(out, '--runbooks URL');
});

test('a folder that cannot be made: exit code 1', ({ folder }) => {
  writeFileSync(join(folder, 'file'), '');
  const { code, err } = call('dashboards', '--out', join(folder, 'file'));
  assert.is(code, 1);
  assert.match(err, /^The files could not be written: .*file/);
});

test('Grafana finds the dashboards where the provider says they are', ({ folder }) => {
  call('dashboards', '--out', folder);
  const { apiVersion, providers } = parse(readFileSync(join(folder, 'grafana', 'prom-cluster.yaml'), 'utf8'));
  assert.is(apiVersion, 1);
  assert.equal(
    providers.map(({ type, options }: { type: string; options: { path: string } }) => [type, options.path]),
    [['file', '/etc/grafana/provisioning/dashboards/prom-cluster']],
  );
});

test('`npx prom-cluster` works from the package as it is published, without its dev dependencies', ({ folder }) => {
  const npm = { cwd: folder, encoding: 'utf8' } as const;
  const [tarball] = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder, ROOT], npm),
  );
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const quiet = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  execFileSync('npm', ['install', ...quiet, `./${tarball.filename}`], npm);
  const args = ['--no-install', 'prom-cluster', 'dashboards', '--out', 'monitoring', '--namespace', 'gole'];
  const { status, stderr, stdout } = spawnSync('npx', args, npm);
  assert.is(status, 0, stderr);
  assert.match(stdout, join('monitoring', BOARDS, 'requests.json'));
  assert.ok(readdirSync(join(folder, 'monitoring', 'prometheus')).length > 1);
  assert.match(readFileSync(join(folder, 'monitoring', 'runbooks.md'), 'utf8'), '# Runbooks');
});

test.run();

function readDashboard(path: string): { templating: { list: Record<string, unknown>[] } } {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The `runbook_url` of each alert, in the order of the file. */
function runbookUrls(folder: string): string[] {
  const { groups } = parse(readFileSync(join(folder, 'prometheus', 'prom-cluster-alerts.yml'), 'utf8'));
  return groups.flatMap(({ rules }: { rules: { annotations: { runbook_url: string } }[] }) =>
    rules.map(({ annotations }) => annotations.runbook_url),
  );
}
