import { Child } from './child.js';
import { CORES, canPin } from './pinning.js';

/** Number of connections that the load has open at a time. */
export const CONNECTIONS = 16;

/** The cores of an app and its load, as a note of a row. */
export function coresNote(): string {
  return canPin() ? 'all of the app on one core, the load on another' : 'not pinned: app and load share the cores';
}

/** Starts a program that puts an app under load, on the load's core. */
export async function startLoad(program: 'load' | 'new-connections'): Promise<Child> {
  const child = new Child(program, { settings: {}, core: CORES.load });
  await child.answer();
  return child;
}
