export const SAMPLES = 40;

/** Batches of an epoch: the last one may be smaller. */
export const batchesPerEpoch = (batch: number): number => Math.ceil(SAMPLES / batch);
