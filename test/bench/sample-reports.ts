/** Provenance of both sample reports. All figures of the reports are invented. */
const ORIGIN = {
  date: '2026-01-31',
  machine: { node: 'v20.20.2', cpu: 'A CPU', cores: 2, os: 'Linux 6.1' },
  versions: { 'prom-cluster': '0.1.0', 'prom-client': '15.1.3' },
};

const goals = [
  {
    group: 'goals',
    name: 'record one request',
    unit: 'ns',
    params: {},
    ours: 45,
    peers: { 'prom-client': 1417.4, client_golang: 114 },
    goal: 'under 100 ns',
    isMet: true,
  },
  {
    group: 'goals',
    name: 'bytes per flush',
    unit: 'B',
    params: { series: 10_000 },
    ours: 4870,
    peers: { 'prom-client': 1_600_000 },
    goal: 'under 4 KB',
    isMet: false,
    note: 'client_golang sends nothing',
  },
  {
    group: 'goals',
    name: 'memory after restarts',
    unit: '%',
    params: {},
    ours: null,
    peers: {},
    goal: 'flat',
    note: 'the run was short',
  },
];

const merges = [4, 16, 64].map((workers) => ({
  group: 'merge',
  name: 'merge and render, steady',
  unit: 'ms',
  params: { workers, series: 10_000 },
  ours: 1.5,
  peers: { 'prom-client': 20 * workers },
}));

const flushes = [0, 0.01, 1].flatMap((changed) =>
  [100, 1000, 10_000].map((series) => ({
    group: 'flush',
    name: 'flush',
    unit: 'ms',
    params: { series, changed },
    ours: 0.01 + series * 0.0001 * (1 + changed),
    peers: { 'prom-client': 0.1 + series * 0.001, '@prometheus-io/client': null },
  })),
);

const floors = [
  {
    group: 'floor',
    name: 'the page',
    unit: 'ms',
    params: { series: 1000 },
    ours: 1.5,
    peers: { memcpy: 0.3, 'bare http response': 1.2 },
  },
  { group: 'floor', name: 'a post', unit: 'us', params: {}, ours: null, peers: { bare: 9 } },
  {
    group: 'relay',
    name: "a worker's flush, received and merged",
    unit: 'us',
    params: { changedSeries: 100, bytes: 1500 },
    ours: 40,
    peers: { bare: 30 },
  },
  { group: 'gzip', name: 'gzip of the page', unit: 'ms', params: {}, ours: 1.3, peers: { bare: 1.4 } },
];

const scheduling = [
  {
    group: 'scheduling',
    name: 'requests per second',
    unit: '1/s',
    params: { scheduling: 'kernel' },
    ours: 21_000,
    peers: {},
  },
];

/** A report of `npm run bench`. */
export const BENCH = { ...ORIGIN, rows: [...goals, ...merges, ...flushes, ...floors, ...scheduling] };

/** A report of `npm run compare`. */
export const COMPARE = {
  ...ORIGIN,
  scenarios: [
    {
      id: 'killed-worker',
      name: 'a worker is killed | SIGKILL',
      expected: 'the total stays',
      outcomes: {
        'prom-client': { passes: false, observed: '300 -> 200' },
        'prom-cluster': { passes: true, observed: '300 -> 300' },
        '@prometheus-io/client': { passes: null, observed: 'it needs Node 22' },
      },
    },
    {
      id: 'hung-worker',
      name: 'a worker hangs',
      expected: 'the page comes',
      outcomes: { 'prom-cluster': { passes: true, observed: 'after 250 ms' } },
    },
  ],
};
