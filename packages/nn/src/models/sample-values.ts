import type { Shape } from "@qkv/core-wasm/contract";
import { expectElements, expectSizes } from "../options/expect-count.ts";
import type { HostTensor } from "../weights/host-tensor.ts";

/** Values between -1 and 1 for a trial run, none like its neighbours. */
export function sampleValues(shape: Shape): HostTensor {
  expectSizes("sampleInputs", "a size", shape);
  let made: Float32Array | undefined;
  return {
    dtype: "float32",
    shape,
    /** Made when they are asked for: the shape alone may be all that is wanted. */
    get values() {
      const length = expectElements("sampleInputs", ...shape);
      made ??= Float32Array.from({ length }, (_, i) => Math.sin(1.7 * i));
      return made;
    },
  };
}
