/** The labels that identify one worker among all instances. */
export const BY_WORKER = 'instance, worker';

/** The legend of a worker. */
export const OF_WORKER = '{{instance}} {{worker}}';
