import { describe, expect, it } from "vitest";
import {
  measureDevices,
  NoSampleInputsError,
  verify,
  warmUp,
} from "../src/device-comparison/index.ts";
import { defaultDevice, Gpt, Linear, manualSeed, referenceDevice, tensor } from "../src/index.ts";
import { Seq2Seq } from "../src/models/index.ts";

const ids = {
  dtype: "int32",
  shape: [2, 5],
  values: Int32Array.from([1, 4, 2, 7, 0, 3, 3, 6, 5, 1]),
} as const;
const tinyGpt = () => {
  manualSeed(1);
  return new Gpt({ vocabSize: 8, contextLength: 8, layers: 2, heads: 2, dModel: 16, dropout: 0.1 });
};

describe("inputs", () => {
  it.each<readonly [unknown, string]>([
    [
      ids,
      "inputs is an object, expected the model's inputs in an array: [{ dtype, shape, values }, ...]",
    ],
    [[[1, 2]], "inputs[0] is [1,2], expected { dtype, shape, values }"],
    [[ids, undefined], "inputs[1] is undefined, expected { dtype, shape, values }"],
  ])("are refused unless they are host tensors: %o", async (inputs, message) => {
    const model = tinyGpt();
    const { device } = model.parameters()[0]!;
    const given = inputs as (typeof ids)[]; // as from JavaScript
    await expect(verify(model, given, device, device)).rejects.toThrow(message);
    await expect(warmUp(model, given)).rejects.toThrow(message);
    await expect(measureDevices(model, given, [device])).rejects.toThrow(message);
    model.dispose();
  });
});

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
    ).rejects.toThrow(/verify: unknown option tolerence, .*did you mean tolerance\?/);
    model.dispose();
  });
});

describe("warmUp", () => {
  /** Names and shapes of what a reference device launches. */
  const listening = () => {
    const device = referenceDevice();
    const launched: string[] = [];
    const { backend } = device;
    const kernels = Object.fromEntries(
      Object.entries(backend.kernels).map(([name, launch]) => [
        name,
        (inputs: never, outputs: never, shapes: never, attrs: never) => {
          launched.push(`${name} ${JSON.stringify(shapes)}`);
          (launch as (...operands: never[]) => void)(inputs, outputs, shapes, attrs);
        },
      ]),
    );
    Object.assign(backend, { kernels });
    return { device, launched };
  };
  const config = { vocabSize: 8, contextLength: 6, layers: 1, heads: 2, dModel: 16 };

  it("of a Gpt that trains runs its whole context there and back, and leaves no trace", async () => {
    const { device, launched } = listening();
    const model = new Gpt({ ...config, dropout: 0.1 }, { device });
    const { buffers } = device.memory();
    await warmUp(model, undefined, { batch: 3 });
    expect(device.memory().buffers).toBe(buffers);
    expect(model.parameters().every(({ grad }) => grad === undefined)).toBe(true);
    expect(launched).toContain('embedding {"weight":[8,16],"ids":[3,6]}');
    expect(launched.some((launch) => launch.startsWith("attentionBackward"))).toBe(true);
    expect(launched.some((launch) => launch.startsWith("writeRows"))).toBe(false);
    model.dispose();
  });

  it("of a Gpt that does not train runs its context, a prompt and a token, as inference does", async () => {
    const { device, launched } = listening();
    const model = new Gpt(config, { device }).eval();
    const { buffers } = device.memory();
    await warmUp(model);
    expect(device.memory().buffers).toBe(buffers);
    for (const tokens of [6, 5, 1])
      expect(launched).toContain(`embedding {"weight":[8,16],"ids":[1,${tokens}]}`);
    expect(launched.some((launch) => launch.startsWith("writeRows"))).toBe(true);
    expect(launched.some((launch) => /Backward|^gelu/.test(launch))).toBe(false); // fused
    model.dispose();
  });

  it("knows what a Seq2Seq takes, and takes inputs as they are given", async () => {
    const { device, launched } = listening();
    using model = new Seq2Seq(
      {
        ...{ sourceVocabSize: 5, targetVocabSize: 7, dModel: 8, nhead: 2, dimFeedforward: 8 },
        ...{ numEncoderLayers: 1, numDecoderLayers: 1 },
      },
      { device },
    );
    await warmUp(model, undefined, { gradients: false });
    expect(launched).toContain('embedding {"weight":[7,8],"ids":[1,32]}');
    expect(launched.some((launch) => launch.includes("Backward"))).toBe(false);
    launched.length = 0;
    const pair = [ids, ids].map((one) => ({ ...one, values: one.values.map((id) => id % 5) }));
    await warmUp(model, pair);
    expect(launched).toContain('embedding {"weight":[5,8],"ids":[2,5]}');
    expect(launched.some((launch) => launch.includes("Backward"))).toBe(true);
  });

  it("asks for inputs where a module does not say what it takes, and refuses what it does not know", async () => {
    using model = new Linear(3, 2);
    await expect(warmUp(model)).rejects.toThrow(NoSampleInputsError);
    await expect(warmUp(model)).rejects.toThrow(
      "warmUp: Linear has no method sampleInputs, so what it takes is unknown; pass inputs",
    );
    using gpt = tinyGpt();
    await expect(warmUp(gpt, undefined, { batch: 0 })).rejects.toThrow("batch is 0, expected");
    await expect(warmUp(gpt, [ids], { batch: 2 })).rejects.toThrow("batch is given beside inputs");
    await expect(warmUp(gpt, [ids], { gradient: true } as object)).rejects.toThrow(
      "warmUp: unknown option gradient, expected one of gradients, batch",
    );
  });
});
