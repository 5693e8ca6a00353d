/** The events of a supervisor, called in the order in which they happen. No handler may throw. */
export interface SupervisorEvents {
  began(worker: { slot: number; incarnation: number; pid: number; token: string }): void;
  ready(worker: { readonly slot: number; readonly incarnation: number }): void;
  frame(frame: { readonly slot: number; readonly incarnation: number; readonly bytes: Uint8Array }): void;
  /** A worker sent a message with a type of this library and a content that the type does not allow. */
  rejected(reason: 'malformed'): void;
  /** The worker is gone. `frame` was called with its last frame before. */
  ended(worker: { readonly slot: number; readonly incarnation: number }): void;
  /** The state of a slot may have changed. */
  changed(): void;
}
