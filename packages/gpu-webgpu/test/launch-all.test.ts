import { afterAll, describe, expect, it } from "vitest";
import type { WebgpuBuffer } from "../src/memory/gpu-buffer.ts";
import { webgpu } from "../src/webgpu.ts";
import { limitsUnderTest as limits } from "./limits-under-test.ts";

const backend = await webgpu({ limits });
afterAll(() => backend.dispose());

const { maxStorageBuffersPerShaderStage: bound } = backend.device.limits;
const made: WebgpuBuffer[] = [];
const filled = (length: number, value = 1): WebgpuBuffer => {
  const buffer = backend.allocate(length, "float32");
  backend.upload(buffer, new Float32Array(length).fill(value));
  made.push(buffer);
  return buffer;
};
const many = (count: number) => Array.from({ length: count }, (_, i) => filled(1 + 37 * i));
const adam = {
  ...{ learningRate: 1e-3, beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.1 },
  ...{ decoupledWeightDecay: true, maximize: false, step: 1 },
};

/** Dispatches and bind groups that a second run of the same costs. */
async function costOf(run: () => void): Promise<{ dispatches: number; bindGroups: number }> {
  run();
  await backend.warmedUp();
  const before = backend.counts;
  run();
  const after = backend.counts;
  return {
    dispatches: after.dispatches - before.dispatches,
    bindGroups: after.bindGroups - before.bindGroups,
  };
}

describe("many sets of operands", () => {
  afterAll(() => {
    for (const buffer of made) backend.release(buffer);
  });

  it("are as many a dispatch as the device binds buffers, in the bind groups of the time before", async () => {
    const lists = {
      ...{ parameter: many(20), gradient: many(20) },
      ...{ firstMoment: many(20), secondMoment: many(20) },
    };
    expect(await costOf(() => backend.launchAll.adamStep!(lists, adam))).toEqual({
      dispatches: Math.ceil(20 / Math.floor(bound / 4)),
      bindGroups: 0,
    });
    const norm = filled(1);
    const clip = () =>
      backend.launchAll.clipGradient!({ gradient: lists.gradient, norm }, { maxNorm: 1 });
    expect(await costOf(clip)).toEqual({ dispatches: Math.ceil(20 / (bound - 1)), bindGroups: 0 });
  });

  it("are summed in parts, and the parts of many of them at once", async () => {
    const [x, total] = [many(60), filled(1, 0)];
    const squares = () => backend.launchAll.accumulateSquares!({ x, total }, {});
    const { dispatches } = await costOf(squares);
    expect(dispatches).toBe(Math.ceil(60 / Math.min(28, bound - 1)) + 2);
    const elements = x.reduce((sum, { length }) => sum + length, 0);
    expect(await backend.read(total)).toEqual(Float32Array.of(2 * elements));
  });

  it("may be so long that they are cut into the most parts", async () => {
    const x = [filled(3), filled(5_000_001), filled(5)];
    const total = filled(1, 0);
    backend.launchAll.accumulateSquares!({ x, total }, {});
    expect(await backend.read(total)).toEqual(Float32Array.of(5_000_009));
  });

  it("are summed without what others left in memory behind them", async () => {
    const blocks = Array.from({ length: 8 }, () => backend.allocate(64, "float32"));
    for (const used of blocks) backend.upload(used, new Float32Array(64).fill(Number.NaN));
    for (const used of blocks) backend.release(used);
    const total = filled(1, 0);
    backend.launchAll.accumulateSquares!({ x: [filled(1), filled(3), filled(6)], total }, {});
    expect(await backend.read(total)).toEqual(Float32Array.of(10));
  });

  it("may be none", () => {
    const { dispatches } = backend.counts;
    backend.launchAll.accumulateSquares!({ x: [], total: filled(1) }, {});
    backend.launchAll.clipGradientValue!({ gradient: [] }, { clipValue: 1 });
    expect(backend.counts.dispatches).toBe(dispatches);
  });
});
