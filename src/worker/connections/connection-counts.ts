/** Numbers that {@link Connections} keep, of one server or of several together. */
export class ConnectionCounts {
  /** Sockets that are open now. With TLS, a connection is one socket here. */
  open = 0;
  /** Sockets that were ever handed to a server. */
  accepted = 0;
  /** TLS handshakes that were completed. */
  handshakes = 0;
  /** TLS handshakes that failed, or that the client did not wait for. */
  handshakeErrors = 0;
  /** HTTP/2 sessions that are open now. */
  sessions = 0;
}
