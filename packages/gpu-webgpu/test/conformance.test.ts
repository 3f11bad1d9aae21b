import { conformanceCases } from "@qkv/core-wasm/conformance";
import { describe, it } from "vitest";
import { webgpu } from "../src/index.ts";

/** For work on single kernels: QKV_TEST_KERNELS=softmax,softmaxBackward */
const only = process.env.QKV_TEST_KERNELS?.split(",");
const cases = conformanceCases().filter(({ kernel }) => !only || only.includes(kernel));

describe.each([true, false])(
  "kernels against the float64 reference, subgroups: %s",
  async (subgroups) => {
    const backend = await webgpu({ subgroups });
    for (const { kernel, name, run } of cases) it(`${kernel} ${name}`, () => run(backend));
  },
);
