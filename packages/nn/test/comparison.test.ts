import { describe, expect, it } from "vitest";
import {
  defaultDevice,
  Gpt,
  Linear,
  manualSeed,
  measureDevices,
  referenceDevice,
  tensor,
  verify,
} from "../src/index.ts";

const ids = {
  dtype: "int32",
  shape: [2, 5],
  values: Int32Array.from([1, 4, 2, 7, 0, 3, 3, 6, 5, 1]),
} as const;
const tinyGpt = () => {
  manualSeed(1);
  return new Gpt({ vocabSize: 8, contextLength: 8, layers: 2, heads: 2, dModel: 16, dropout: 0.1 });
};

describe("measureDevices", () => {
  it("times the same step on each device, the fastest first, and leaves no trace", async () => {
    const model = tinyGpt();
    const [parameter] = model.parameters();
    const home = parameter!.device;
    const { buffers } = home.memory();
    const slow = referenceDevice();
    const measured = await measureDevices(model, [ids], [slow, home]);
    expect(measured.map(({ device }) => device)).toEqual([home, slow]);
    expect(measured[0]!.milliseconds).toBeGreaterThan(0);
    expect(parameter!.device).toBe(home);
    expect(home.memory().buffers).toBe(buffers);
    expect(slow.memory().buffers).toBe(0);
    model.dispose();
  });
});

describe("verify", () => {
  it("compares outputs, what modules show, and all gradients on two devices", async () => {
    const model = tinyGpt();
    const before = defaultDevice().memory();
    const { tensors, worst, firstDeparture } = await verify(
      model,
      [ids],
      defaultDevice(),
      referenceDevice(),
    );
    expect(firstDeparture).toBeUndefined();
    expect(worst.relative).toBeGreaterThan(0);
    expect(worst.relative).toBeLessThan(1e-4);
    const names = tensors.map(({ name, pass }) => `${pass} ${name}`);
    expect(names).toContain("forward output");
    expect(names).toContain("gradient transformer.wte.weight");
    expect(names).toContain("forward transformer.h.1.attn/weights");
    expect(names).toContain("gradient transformer.h.1.attn/weights");
    expect(defaultDevice().memory().buffers).toBe(before.buffers);
    expect(model.parameters()[0]!.device).toBe(defaultDevice());
    model.dispose();
  });

  it("names the first tensor that departs", async () => {
    const model = tinyGpt();
    const wrong = referenceDevice();
    const { softmax } = wrong.backend.kernels;
    Object.assign(wrong.backend, {
      kernels: {
        ...wrong.backend.kernels,
        softmax: (...operands: Parameters<typeof softmax>) => {
          softmax(...operands);
          (operands[1] as { y: Float64Array }).y[3]! += 0.1;
        },
      },
    });
    const { firstDeparture } = await verify(model, [ids], defaultDevice(), wrong);
    expect(firstDeparture).toMatchObject({
      name: "transformer.h.0.attn/weights",
      pass: "forward",
      worstElement: 3,
    });
    model.dispose();
  });

  it("keeps the model's own gradients, and leaves gradients out when asked", async () => {
    const model = new Linear(3, 2);
    const x = { dtype: "float32", shape: [1, 3], values: Float32Array.from([1, 2, 3]) } as const;
    const own = tensor(new Float32Array(6).fill(7), { shape: [2, 3] }).makeLasting();
    model.weight.grad = own;
    const { tensors } = await verify(model, [x], defaultDevice(), referenceDevice(), {
      gradients: false,
    });
    expect(tensors.every(({ pass }) => pass === "forward")).toBe(true);
    expect(model.weight.grad).toBe(own);
    expect(own.dataSync()[0]).toBe(7);
    await expect(
      verify(model, [x], defaultDevice(), defaultDevice(), { tolerence: 1 } as object),
    ).rejects.toThrow(/no option "tolerence"/);
    model.dispose();
  });
});
