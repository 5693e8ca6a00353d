/** The labels that tell one worker of all instances. */
export const BY_WORKER = 'instance, worker';

/** What a worker's curve is called. */
export const OF_WORKER = '{{instance}} {{worker}}';
