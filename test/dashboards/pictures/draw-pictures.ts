// `npm run pictures`: plays the scripted day and draws every dashboard from what Prometheus has seen of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { uidOf } from '../../../dashboards/format/board.js';
import { choicesOf } from '../answers/choices.js';
import { type Day, playDay } from '../day/scripted-day.js';
import { dashboardFiles, ruleFiles } from '../files/committed-files.js';
import { type Dashboard, parseDashboard } from '../files/dashboard-json.js';
import { dashboardPicture } from './dashboard-picture.js';
import { markOf } from './mark-of.js';
import { marksOf, panelAnswers } from './panel-answers.js';

const FOLDER = new URL('../../../../docs/dashboards/', import.meta.url);
/** Number of calm scrapes between two blows, so that the blows stand out. */
const CALM_SCRAPES = 30;
/** The dashboard that is drawn for one process: the curves of all processes could not be told apart. */
const OF_ONE = uidOf('process');

const day = await playDay({ ruleFiles: ruleFiles().map(({ text }) => text), calmScrapes: CALM_SCRAPES });
try {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, text } of dashboardFiles()) {
    const picture = name.replace(/\.json$/, '.svg');
    const drawn = await draw(parseDashboard(text), day);
    writeFileSync(fileURLToPath(new URL(picture, FOLDER)), `${drawn}${markOf(text)}\n`);
    console.log(`docs/dashboards/${picture}`);
  }
} finally {
  await day.close();
}

async function draw(dashboard: Dashboard, { shops: [shop], startedAt, endedAt }: Day): Promise<string> {
  const [everything, one] = await choicesOf(dashboard, day, shop);
  const { fillings } = (dashboard.uid === OF_ONE ? one : everything) ?? { fillings: new Map() };
  const panels = await panelAnswers(dashboard, fillings, day);
  const marks = await marksOf(dashboard, fillings, day);
  return dashboardPicture(dashboard, panels, { startedAt, endedAt, marks });
}
