// A worker of node:cluster that loads no metrics library. Its IPC channel keeps it alive, and it ends with the channel.
import { say } from '../cluster/orders.js';

process.on('message', () => undefined);
say({ stranger: true, pid: process.pid });
