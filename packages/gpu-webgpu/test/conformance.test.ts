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

describe.each(["subgroup", "workgroup"] as const)(
  "kernels against the float64 reference, by %s operations",
  async (matmul) => {
    const backend = await WebgpuBackend.create({
      request: async () => (matmul === "subgroup" ? requested : { ...requested, subgroupSize: 0 }),
      keepHostCopy: false,
      matmul,
    });
    for (const { kernel, name, run } of cases) it(`${kernel} ${name}`, () => run(backend));
  },
);
