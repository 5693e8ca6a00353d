import { Child } from './child.js';
import { CORES, canPin } from './pinning.js';

/** How many connections the load keeps, or opens, at a time. */
export const CONNECTIONS = 16;

/** Says on which cores the app and its load run. */
export function coresNote(): string {
  return canPin() ? 'all of the app on one core, the load on another' : 'not pinned: app and load share the cores';
}

/** Starts a program that puts an app under load, on the core for that. */
export async function startLoad(program: 'load' | 'new-connections'): Promise<Child> {
  const child = new Child(program, { settings: {}, core: CORES.load });
  await child.answer();
  return child;
}
