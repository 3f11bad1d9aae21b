import { describe, expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { garbage } from "./garbage.ts";

const device = defaultDevice();

describe("memory of what nobody can reach is given back", () => {
  test.each(Object.entries(garbage))("%s", async (_, make) => {
    expect(await collectGarbage(device, 0)).toBe(0);
    await make();
    expect(device.memory().buffers).toBeGreaterThan(0); // there is something to give back
    expect(await collectGarbage(device, 0)).toBe(0);
  });
});

test("memory that a tensor, a graph or a leaf's gradient leads to is not", async () => {
  const before = await collectGarbage(device, 0);
  const w = tensor([1, 2], { requiresGrad: true });
  const y = w.exp().exp().sum();
  w.mul(w).sum().backward();
  const view = (() => tensor([5, 6]).reshape(2, 1))();
  expect(await collectGarbage(device, before + 6)).toBe(before + 6); // w, its gradient, two exponentials, the sum, the view's
  y.backward();
  const e = Math.exp(1) * Math.exp(Math.exp(1));
  expect(w.grad!.dataSync()[0]).toBeCloseTo(2 + e, 3);
  expect([...view.dataSync()]).toEqual([5, 6]);
  for (const kept of [w, y, view]) kept.dispose();
  expect(await collectGarbage(device, before)).toBe(before);
});
