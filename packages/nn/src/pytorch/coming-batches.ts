import { TokenStream } from "../data/token-stream.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import type { Handover, TokenBatches } from "../recipes/handover.ts";
import type { Progress } from "../recipes/score.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { ExampleTable } from "./example-table.ts";
import { examplesOf } from "./examples-of-batch.ts";
import { disposeAll } from "./loss-to-come.ts";

/** What the steps to come learn from. */
export interface ComingBatches {
  readonly tensors: readonly (readonly [string, HostTensor])[];
  /** Where the source of the data stands after each step. */
  readonly positions: readonly unknown[];
}

export interface DrawingOptions {
  readonly steps: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: Progress | undefined;
}

/** The batches of so many steps, in their order. The source of the data stands where it stood before. */
export async function comingBatches(
  { data, gradAccumulation }: Handover,
  tokens: TokenBatches,
  { steps, signal, onProgress }: DrawingOptions,
): Promise<ComingBatches> {
  const { state } = data;
  const windows = data instanceof TokenStream ? data : undefined;
  const table = new ExampleTable(windows?.tokens);
  const positions: unknown[] = [];
  const yielder = new Yielder();
  try {
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      for (let i = 0; i < gradAccumulation; i++)
        if (windows) table.addWindows(windows.nextStarts(), windows.contextLength);
        else {
          const batch = tokens.next();
          table.addExamples(await examplesOf(batch, tokens));
          disposeAll(batch);
        }
      positions.push(data.state);
      onProgress?.(step + 1, steps);
      await yielder.turn();
    }
  } finally {
    data.state = state;
  }
  return { tensors: table.tensors(), positions };
}
