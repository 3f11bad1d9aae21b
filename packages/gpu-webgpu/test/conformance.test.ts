import { conformanceCases } from "@qkv/core-wasm/conformance";
import { describe, it } from "vitest";
import { findGpu } from "../src/device/find-gpu.ts";
import { type DeviceLimits, requestDevice } from "../src/device/request-device.ts";
import { WebgpuBackend } from "../src/webgpu-backend.ts";

/** For work on single kernels: QKV_TEST_KERNELS=softmax,softmaxBackward */
const only = process.env.QKV_TEST_KERNELS?.split(",");
const cases = conformanceCases().filter(({ kernel }) => !only || only.includes(kernel));

const request = async (limits: DeviceLimits) =>
  requestDevice(await findGpu(), { powerPreference: "high-performance", subgroups: true, limits });
// Two backends on one device, which keeps what it compiled: the second one adds only the forms without subgroups.
const requested = await request("adapter");

describe("kernels against the float64 reference, on a device that has what WebGPU promises and no more", async () => {
  const backend = await WebgpuBackend.create({
    request: () => request("default"),
    keepHostCopy: false,
    matmul: "auto",
  });
  for (const { kernel, name, run } of cases) it(`${kernel} ${name}`, () => run(backend));
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
