import type { RunnableScenario } from './scenario.js';
import { bucketBounds } from './scenarios/bucket-bounds.js';
import { collectThrows } from './scenarios/collect-throws.js';
import { diesDuringScrape } from './scenarios/dies-during-scrape.js';
import { disagreement } from './scenarios/disagreement.js';
import { disconnectsDuringScrape } from './scenarios/disconnects-during-scrape.js';
import { exemplars } from './scenarios/exemplars.js';
import { gcBursts } from './scenarios/gc-bursts.js';
import { restartGauges, restartTotals } from './scenarios/graceful-restart.js';
import { hungWorker } from './scenarios/hung-worker.js';
import { idleLag } from './scenarios/idle-lag.js';
import { infoGauge } from './scenarios/info-gauge.js';
import { killedWorker } from './scenarios/killed-worker.js';
import { labelsWithColons, labelsWithPipes, manyLabels } from './scenarios/labels.js';
import { notFinite } from './scenarios/not-finite.js';
import { openMetricsBody, openMetricsCounter } from './scenarios/open-metrics.js';
import { reusedLabels } from './scenarios/reused-labels.js';
import { startTime } from './scenarios/start-time.js';
import { stranger } from './scenarios/stranger.js';
import { summaryQuantiles } from './scenarios/summary-quantiles.js';
import { twoScrapers } from './scenarios/two-scrapers.js';

/** Every scenario, in the order in which they are shown. */
export const SCENARIOS: readonly RunnableScenario[] = [
  killedWorker,
  restartTotals,
  restartGauges,
  hungWorker,
  diesDuringScrape,
  stranger,
  disconnectsDuringScrape,
  collectThrows,
  twoScrapers,
  notFinite,
  summaryQuantiles,
  infoGauge,
  startTime,
  exemplars,
  openMetricsBody,
  openMetricsCounter,
  labelsWithColons,
  labelsWithPipes,
  manyLabels,
  reusedLabels,
  bucketBounds,
  disagreement,
  gcBursts,
  idleLag,
];
