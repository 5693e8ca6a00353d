// Sends messages to its parent at each order.

/** An order to send messages. */
export interface SendOrder {
  readonly messages: number;
  /** Size of each message. */
  readonly bytes: number;
}

process.on('message', ({ messages, bytes }: SendOrder) => {
  const message = bytes === 0 ? {} : { bytes: new Uint8Array(bytes) };
  for (let sent = 0; sent < messages; sent++) process.send?.(message);
  process.send?.('sent');
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
