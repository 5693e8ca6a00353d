/** Name of a gauge that every worker sets to 1. Its sum on a page is the number of workers that the page has merged. */
export const READY_METRIC = 'compare_ready';
