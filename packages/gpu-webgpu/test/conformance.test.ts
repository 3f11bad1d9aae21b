import { type ConformanceCase, conformanceCases } from "@qkv/core-wasm/conformance";
import { describe, expect, it } from "vitest";
import { partOfEach } from "../../../scripts/testing/parts.mjs";
import { findGpu } from "../src/device/find-gpu.ts";
import { type DeviceLimits, requestDevice } from "../src/device/request-device.ts";
import { WebgpuBackend } from "../src/webgpu-backend.ts";
import { type DeviceForm, launchesApart } from "./launches-apart.ts";

/** For work on single kernels: QKV_TEST_KERNELS=softmax,softmaxBackward */
const only = process.env.QKV_TEST_KERNELS?.split(",");
const cases = conformanceCases().filter(({ kernel }) => !only || only.includes(kernel));

const request = async (limits: DeviceLimits) =>
  requestDevice(await findGpu(), { powerPreference: "high-performance", subgroups: true, limits });

/** The backend on such a device, and what its launches choose their form by. */
async function backendOn(limits: DeviceLimits, matmul: "subgroup" | "workgroup") {
  const requested = await request(limits);
  const backend = await WebgpuBackend.create({
    request: async () => requested,
    keepHostCopy: false,
    matmul,
  });
  const { device, subgroupSize } = requested;
  const quadTiles = matmul === "subgroup";
  return { backend, form: { limits: device.limits, subgroupSize, quadTiles } };
}

// Between them every form is met that limits and features choose; where both can choose, others try each by hand.
const promised = await backendOn("default", "workgroup");
const whole = await backendOn("adapter", "subgroup");
/** What the second device is asked for is often what the first, where less is allowed, has done: SwiftShader takes minutes for it. */
const apart = await launchesApart(cases, promised.form, whole.form);

/**
 * Every kernel runs on the first device with each change, with a sample and a special value of each kind and one long sum, which
 * takes a CPU's driver seconds; with the others, and on the second device, when there is time.
 */
const partOn = (some: readonly ConformanceCase[], most: { samples: number; longSums: number }) =>
  partOfEach(
    some,
    ({ kernel, kind }) => `${kernel}, ${kind}`,
    ({ kind }) => (only ? cases.length : kind === "long sum" ? most.longSums : most.samples),
  );

describe("kernels against the float64 reference, on a device that has what WebGPU promises and no more", () => {
  const partOf = partOn(cases, { samples: 1, longSums: 1 });
  for (const one of cases)
    it(`${one.kernel} ${one.name}`, partOf(one), () => one.run(promised.backend));
});

describe("kernels against the float64 reference, on a device that has what the adapter has, where it is asked for something else", () => {
  const partOf = partOn(apart, { samples: 0, longSums: 0 });
  for (const one of apart)
    it(`${one.kernel} ${one.name}`, partOf(one), () => one.run(whole.backend));
});

describe("what two devices are asked for", () => {
  const matmul = cases.filter(({ kernel }) => kernel === "matmul");
  it.skipIf(only)("differs where limits and features choose, and nowhere else", () => {
    const kernels = new Set(apart.map(({ kernel }) => kernel));
    for (const kernel of ["matmul", "attention", "embeddingBackward", "crossEntropy"] as const)
      expect(kernels).toContain(kernel);
    for (const kernel of ["add", "sqrt", "gelu"] as const) expect(kernels).not.toContain(kernel);
  });
  it.skipIf(only)("is the same on two devices of one form, and not with subgroups", async () => {
    const quads: DeviceForm = { ...promised.form, subgroupSize: 4, quadTiles: true };
    expect(await launchesApart(matmul, promised.form, { ...promised.form })).toEqual([]);
    expect(await launchesApart(matmul, promised.form, quads)).not.toEqual([]);
  });
});
