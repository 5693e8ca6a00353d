import type { ResolvedOptions } from '../../shared/options/options.js';

/** What a {@link Supervisor} tells, in the order in which it happens. None of these may throw. */
export interface SupervisorEvents {
  began(worker: { slot: number; incarnation: number; pid: number; token: string }): void;
  ready(worker: { readonly slot: number; readonly incarnation: number }): void;
  frame(frame: { readonly slot: number; readonly incarnation: number; readonly bytes: Uint8Array }): void;
  /** A message of ours that is not what its type promises. */
  rejected(reason: 'malformed'): void;
  /** Its last frame was told. */
  ended(worker: { readonly slot: number; readonly incarnation: number }): void;
  /** {@link Supervisor.workers} may have changed. */
  changed(): void;
}

/** What a {@link Supervisor} is made of. */
export interface SupervisorSettings {
  readonly options: ResolvedOptions;
  /** Where the workers connect to the aggregator. */
  readonly socketPath: string;
  readonly events: SupervisorEvents;
}
