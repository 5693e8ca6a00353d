// A worker of node:cluster that never loads a metrics library. Its channel keeps it alive, and ends it.
import { say } from '../cluster/orders.js';

process.on('message', () => undefined);
say({ stranger: true, pid: process.pid });
