import type { RunnableScenario } from '../scenario/scenario.js';
import { exemplars } from './formats/exemplars.js';
import { openMetricsBody, openMetricsCounter } from './formats/open-metrics.js';
import { bucketBounds } from './metrics/bucket-bounds.js';
import { collectThrows } from './metrics/collect-throws.js';
import { disagreement } from './metrics/disagreement.js';
import { infoGauge } from './metrics/info-gauge.js';
import { labelsWithColons, labelsWithPipes, manyLabels } from './metrics/labels.js';
import { notFinite } from './metrics/not-finite.js';
import { reusedLabels } from './metrics/reused-labels.js';
import { summaryQuantiles } from './metrics/summary-quantiles.js';
import { gcBursts } from './runtime/gc-bursts.js';
import { idleLag } from './runtime/idle-lag.js';
import { startTime } from './runtime/start-time.js';
import { twoScrapers } from './runtime/two-scrapers.js';
import { diesDuringScrape } from './workers/dies-during-scrape.js';
import { disconnectsDuringScrape } from './workers/disconnects-during-scrape.js';
import { restartGauges, restartTotals } from './workers/graceful-restart.js';
import { hungWorker } from './workers/hung-worker.js';
import { killedWorker } from './workers/killed-worker.js';
import { stranger } from './workers/stranger.js';

/** All scenarios, in the order in which the tables show them. */
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
