/** Series that Prometheus has scraped: by name and labels their values, minute by minute in promtool's notation. */
export type Series = Readonly<Record<string, string>>;

interface Case {
  /** The situation, in words. */
  readonly when: string;
  readonly series: Series;
  /** The minute at which the rule is looked at; the first samples are of minute 0. */
  readonly atMinute: number;
  /** Minutes between two evaluations of the rules. @default 1 */
  readonly everyMinutes?: number;
}

/** An alert as its receiver sees it, without the parts that follow from its name. */
export interface Fired {
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

/** A situation in which an alert fires, or stays silent. */
export interface AlertCase extends Case {
  readonly alert: string;
  readonly fires: Fired | 'not';
}

/** An {@link AlertCase} that has not been given its alert yet. */
type Situation = Omit<AlertCase, 'alert'>;

/** The cases of one alert. */
export function of(alert: string, ...situations: readonly Situation[]): readonly AlertCase[] {
  return situations.map((situation) => ({ alert, ...situation }));
}

/** A situation in which an alert fires. */
export function fires(when: string, series: Series, atMinute: number, fired: Fired): Situation {
  return { when, series, atMinute, fires: fired };
}

/** A situation in which an alert stays silent. */
export function silent(when: string, series: Series, atMinute: number): Situation {
  return { when, series, atMinute, fires: 'not' };
}

/** A situation, and the values that a recording rule stores then, by labels. */
export interface RecordingCase extends Case {
  readonly record: string;
  readonly values: Readonly<Record<string, number>>;
}

/** The case in which the rule of this name stores values after {@link AT_MINUTE} minutes of a situation. */
export function stores(
  record: string,
  series: Series,
  values: RecordingCase['values'],
  when = 'as told',
): RecordingCase {
  return { record, when, series, atMinute: AT_MINUTE, values };
}

/** The minute at which recording rules are looked at: a rate over 5 minutes is complete by then. */
export const AT_MINUTE = 10;

/** The name of a series of the instance `a` of the job `app`, with its labels. */
export function named(name: string, labels: Readonly<Record<string, string>> = {}): string {
  const all = { job: 'app', instance: 'a', ...labels };
  const pairs = Object.entries(all).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(',')}}`;
}

/** Minutes in which a counter grows by the value each minute, or a gauge has the value. */
export type Phase = readonly [minutes: number, value: number];

/** A counter that begins at 0 and grows every minute by the value of the phase. */
export function counter(...phases: readonly Phase[]): string {
  const parts = ['0'];
  let value = 0;
  for (const [minutes, growth] of phases) {
    parts.push(`${value + growth}+${growth}x${minutes - 1}`);
    value += minutes * growth;
  }
  return parts.join(' ');
}

/** A gauge that has the value of each phase for the minutes of the phase. */
export function gauge(...phases: readonly Phase[]): string {
  return phases.map(([minutes, value]) => `${value}+0x${minutes - 1}`).join(' ');
}

/** The series that shows that an instance is a cluster. */
export function cluster(minutes: number, instance = 'a'): Series {
  return { [named('cluster_workers', { instance, state: 'ready' })]: gauge([minutes + 1, 2]) };
}
