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

/** Between them every form is met that limits and features choose; where both can choose, others try each by hand. */
const devices = [
  { device: "that has what the adapter has", limits: "adapter", matmul: "subgroup" },
  { device: "that has what WebGPU promises and no more", limits: "default", matmul: "workgroup" },
] as const;

describe.each(devices)(
  "kernels against the float64 reference, on a device $device, by $matmul operations",
  async ({ limits, matmul }) => {
    const backend = await WebgpuBackend.create({
      request: () => request(limits),
      keepHostCopy: false,
      matmul,
    });
    for (const { kernel, name, run } of cases) it(`${kernel} ${name}`, () => run(backend));
  },
);
