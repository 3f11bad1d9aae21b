/** A started worker, in Node or in a browser. */
export interface WorkerHandle {
  /** End it now. */
  terminate(): Promise<void>;
}
