import { WebgpuUnavailableError, webgpu } from "@qkv/gpu-webgpu";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { partOfEach } from "../../../../scripts/testing/parts.mjs";
import { tensor } from "../../src/device/create-tensor.ts";
import { defaultDevice, setDefaultDevice } from "../../src/device/default-device.ts";
import { deviceOf } from "../../src/device/device-of.ts";
import type { Device } from "../../src/tensor/device.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { garbage } from "./garbage.ts";

const backend = await webgpu().catch((error: unknown) => {
  if (error instanceof WebgpuUnavailableError) return undefined;
  throw error;
});

describe.skipIf(!backend)("on WebGPU", () => {
  const wasm = defaultDevice();
  let device: Device;
  beforeAll(() => {
    device = deviceOf(backend!, "test");
    setDefaultDevice(device);
  });
  afterAll(async () => {
    setDefaultDevice(wasm);
    await device.dispose();
  });

  // Drivers that compute on the CPU take seconds to compile a kernel.
  describe("memory of what nobody can reach is given back", { timeout: 600_000 }, () => {
    const partOf = partOfEach(Object.keys(garbage), () => "kinds of garbage", 5);
    for (const [kind, make] of Object.entries(garbage))
      test(kind, partOf(kind), async () => {
        expect(await collectGarbage(device, 0)).toBe(0);
        await make();
        expect(device.memory().buffers).toBeGreaterThan(0);
        expect(await collectGarbage(device, 0)).toBe(0);
      });
  });

  test("tensors that nobody disposes of stay flat", { timeout: 60_000 }, async () => {
    const x = tensor(new Float32Array(2 ** 18)); // 1 MiB
    for (let i = 0; i < 400; i++) {
      const y = x.exp();
      await (i % 8 === 0 ? y.data() : new Promise(setImmediate));
      expect(device.memory().bytes).toBeLessThan(64 * 2 ** 20);
    }
  });
});
