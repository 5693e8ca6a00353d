import type { FromWorker } from '../../shared/channel/ipc-messages.js';

/**
 * Sends a message by the channel of `node:cluster`, if there is one.
 * @param onSent called later, once the message is on its way or cannot be: the primary sees the channel's end itself
 * @returns whether there is a channel
 */
export function tellPrimary(message: FromWorker, onSent: () => void): boolean {
  if (!process.connected || !process.send) return false;
  // The callback takes the error of a channel that closes meanwhile, which would else be an 'error' event.
  process.send(message, undefined, undefined, () => onSent());
  return true;
}
