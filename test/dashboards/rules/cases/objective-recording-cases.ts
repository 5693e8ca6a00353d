import { failing, slow } from '../request-traffic.js';
import { cluster, type RecordingCase } from '../rule-cases.js';

/**
 * Every request was bad until a tenth of the window had begun, and none since. The rate of 5 minutes takes 5 to fall to 0, and a
 * window has one evaluation more than it has minutes: so (W / 10 + 3) / (W + 1), or with one every 4 minutes
 * (W / 40 + 1.2) / (W / 4 + 1).
 */
const WINDOWS = [
  { window: '30m', minutes: 30, everyMinutes: 1, ratio: 0.193548 },
  { window: '1h', minutes: 60, everyMinutes: 1, ratio: 0.147541 },
  { window: '2h', minutes: 120, everyMinutes: 1, ratio: 0.123967 },
  { window: '6h', minutes: 360, everyMinutes: 1, ratio: 0.108033 },
  { window: '1d', minutes: 1440, everyMinutes: 4, ratio: 0.103047 },
  { window: '3d', minutes: 4320, everyMinutes: 4, ratio: 0.101018 },
];

const KINDS = { http_request_errors: failing, http_request_slow: slow };

/** The share of bad requests over each window. */
export const objectiveRecordingCases: readonly RecordingCase[] = Object.entries(KINDS).flatMap(([bad, series]) =>
  WINDOWS.map(({ window, minutes, everyMinutes, ratio }) => ({
    record: `job:${bad}:ratio_rate${window}`,
    when: 'all were bad until a tenth of the window had begun',
    series: {
      ...cluster(1.2 * minutes),
      ...series([
        [0.3 * minutes, 100, 100],
        [0.9 * minutes, 100, 0],
      ]),
    },
    atMinute: 1.2 * minutes,
    everyMinutes,
    values: { '{job="app"}': ratio },
  })),
);
