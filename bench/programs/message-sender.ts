// Sends its parent so many messages of so many bytes when it is told to.

/** What it is told. */
export interface SendOrder {
  readonly messages: number;
  readonly bytes: number;
}

process.on('message', ({ messages, bytes }: SendOrder) => {
  const message = bytes === 0 ? {} : { bytes: new Uint8Array(bytes) };
  for (let sent = 0; sent < messages; sent++) process.send?.(message);
  process.send?.('sent');
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
