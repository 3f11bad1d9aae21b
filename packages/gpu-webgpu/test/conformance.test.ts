import { conformanceCases } from "@qkv/core-wasm/conformance";
import { describe, it } from "vitest";
import { findGpu } from "../src/device/find-gpu.ts";
import { requestDevice } from "../src/device/request-device.ts";
import { WebgpuBackend } from "../src/webgpu-backend.ts";

/** For work on single kernels: QKV_TEST_KERNELS=softmax,softmaxBackward */
const only = process.env.QKV_TEST_KERNELS?.split(",");
const cases = conformanceCases().filter(({ kernel }) => !only || only.includes(kernel));

// Two backends on one device, which keeps what it compiled: the second one adds only the forms without subgroups.
const requested = await requestDevice(await findGpu(), {
  powerPreference: "high-performance",
  subgroups: true,
});

describe.each([true, false])(
  "kernels against the float64 reference, subgroups: %s",
  async (subgroups) => {
    const backend = await WebgpuBackend.create({
      request: async () => (subgroups ? requested : { ...requested, subgroupSize: 0 }),
      keepHostCopy: false,
    });
    for (const { kernel, name, run } of cases) it(`${kernel} ${name}`, () => run(backend));
  },
);
