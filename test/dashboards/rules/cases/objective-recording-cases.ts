import { failing, slow } from '../request-traffic.js';
import { cluster, type RecordingCase } from '../rule-cases.js';

/**
 * The windows, and the share of bad requests in each. Every request was bad during the first tenth of the window, and none
 * since. The rate over 5 minutes takes 5 minutes to fall to 0, and a window of W minutes has one evaluation more than it has
 * minutes: the share is (W / 10 + 3) / (W + 1). With an evaluation every 4 minutes it is (W / 40 + 1.2) / (W / 4 + 1).
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
    when: 'every request was bad during the first tenth of the window',
    series: {
      ...cluster(1.2 * minutes),
      ...series([
        { minutes: 0.3 * minutes, requests: 100, bad: 100 },
        { minutes: 0.9 * minutes, requests: 100, bad: 0 },
      ]),
    },
    atMinute: 1.2 * minutes,
    everyMinutes,
    values: { '{job="app"}': ratio },
  })),
);
