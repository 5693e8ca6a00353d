import type { Socket } from 'node:net';

/** Claims that the socket is connected, or was; over TLS, that its handshake is done. */
export function hasConnected(socket: Socket): boolean {
  if (socket.connecting || Reflect.get(socket, 'secureConnecting') === true) return false;
  return !socket.destroyed || hasSent(socket);
}

/** The event that tells of {@link hasConnected}. */
export function connectEvent(socket: Socket): 'connect' | 'secureConnect' {
  return 'encrypted' in socket ? 'secureConnect' : 'connect';
}

/**
 * A destroyed socket says no more whether it was connected: it was if it has sent something. Node's own count, under a name
 * that is not documented; `bytesWritten` holds what waited to be sent too.
 */
function hasSent(socket: Socket): boolean {
  const sent: unknown = Reflect.get(socket, '_bytesDispatched');
  return typeof sent === 'number' && sent > 0;
}
