/** What Prometheus has scraped: series by name and labels, and their values minute by minute in promtool's notation. */
export type Series = Readonly<Record<string, string>>;

interface Case {
  /** The situation, in words. */
  readonly when: string;
  readonly series: Series;
  /** When it is looked at; the first samples are of minute 0. */
  readonly atMinute: number;
  /** How often the rules are evaluated; every minute unless it says otherwise. */
  readonly everyMinutes?: number;
}

/** An alert as its receiver sees it, without what follows from its name. */
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

/** A situation in which it fires. */
export function fires(when: string, series: Series, atMinute: number, fired: Fired): Situation {
  return { when, series, atMinute, fires: fired };
}

/** A situation in which it stays silent. */
export function silent(when: string, series: Series, atMinute: number): Situation {
  return { when, series, atMinute, fires: 'not' };
}

/** A situation, and what a recording rule stores then: values by labels. */
export interface RecordingCase extends Case {
  readonly record: string;
  readonly values: Readonly<Record<string, number>>;
}

/** What the rule of this name stores in a situation, {@link AT_MINUTE} minutes long. */
export function stores(
  record: string,
  series: Series,
  values: RecordingCase['values'],
  when = 'as told',
): RecordingCase {
  return { record, when, series, atMinute: AT_MINUTE, values };
}

/** Long enough that a rate over 5 minutes is full. */
export const AT_MINUTE = 10;

/** The series of one instance, `a`, of the job `app`. */
export function named(name: string, labels: Readonly<Record<string, string>> = {}): string {
  const all = { job: 'app', instance: 'a', ...labels };
  const pairs = Object.entries(all).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(',')}}`;
}

/** A part of a counter's or a gauge's life. */
export type Phase = readonly [minutes: number, value: number];

/** A counter from 0 on, which grows by the value of each phase every minute. */
export function counter(...phases: readonly Phase[]): string {
  const parts = ['0'];
  let value = 0;
  for (const [minutes, growth] of phases) {
    parts.push(`${value + growth}+${growth}x${minutes - 1}`);
    value += minutes * growth;
  }
  return parts.join(' ');
}

/** A gauge that keeps the value of each phase for its minutes. */
export function gauge(...phases: readonly Phase[]): string {
  return phases.map(([minutes, value]) => `${value}+0x${minutes - 1}`).join(' ');
}

/** The series by which an instance is known to be a cluster. */
export function cluster(minutes: number, instance = 'a'): Series {
  return { [named('cluster_workers', { instance, state: 'ready' })]: gauge([minutes + 1, 2]) };
}
