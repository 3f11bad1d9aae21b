import type { Device, Module } from "@qkv/nn";

/** What a row measures, made ready on the default device. */
export interface Prepared {
  /** Compute it once; a device that records may do so later. */
  readonly run: () => void | Promise<void>;
  readonly dispose: () => void;
  /** Bytes that one run reads, where reading is what it waits for. */
  readonly bytes?: number;
}

/** Where a workload runs: the default device, and one where weights can be read at once. */
export interface Place {
  readonly device: Device;
  readonly host: Device;
}

/** A row of the table. */
export interface Workload {
  readonly name: string;
  readonly unit: "GFLOP/s" | "ms" | "tokens/s";
  /** Seconds that it takes to prepare, roughly, on one device: for the time left. */
  readonly setup: number;
  readonly prepare: (place: Place) => Prepared | Promise<Prepared>;
}

/** Bytes of a model's weights, each tensor once. */
export function weightBytes(model: Module): number {
  const tensors = new Set(model.stateDict().values());
  return [...tensors].reduce((sum, { size }) => sum + 4 * size, 0);
}
