/** The label `worker` of each worker of a shop on the scripted day. */
export const WORKERS: readonly string[] = ['0', '1'];

/** The label `worker` of each process of a shop on the scripted day. */
export const PROCESSES: readonly string[] = [...WORKERS, 'primary'];
