import type { Shape } from "@qkv/core-wasm/contract";
import { expectElements } from "../options/expect-count.ts";
import type { HostTensor } from "../weights/host-tensor.ts";

/** Values between -1 and 1 for a trial run, none like its neighbours. */
export const sampleValues = (shape: Shape): HostTensor => ({
  dtype: "float32",
  shape,
  values: Float32Array.from({ length: expectElements("sampleInputs", ...shape) }, (_, i) =>
    Math.sin(1.7 * i),
  ),
});
