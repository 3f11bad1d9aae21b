import { createWasmBackend } from "@qkv/core-wasm";
import { describe, expect, it } from "vitest";
import { RotaryEmbedding } from "../src/attention/index.ts";
import { deviceOf } from "../src/device/device-of.ts";
import {
  BatchNorm1d,
  Conv1d,
  type Device,
  defaultDevice,
  Embedding,
  Gpt,
  Linear,
  Module,
  metaDevice,
  noGrad,
  referenceDevice,
  Sequential,
  StateDictError,
  saveModel,
  scope,
  type Tensor,
  Transformer,
  tensor,
  zeros,
} from "../src/index.ts";
import { Seq2Seq } from "../src/models/index.ts";
import { bytesSource } from "../src/weights/byte-source.ts";
import { type Checkpoint, PIECE_ELEMENTS } from "../src/weights/checkpoint.ts";
import { NonFiniteWeightError } from "../src/weights/expect-finite.ts";
import { loadCheckpoint } from "../src/weights/load-checkpoint.ts";
import { openSafetensors } from "../src/weights/open-safetensors.ts";
import { renamed } from "../src/weights/renamed.ts";
import { SafetensorsStream } from "../src/weights/safetensors-stream.ts";
import { transposed } from "../src/weights/transposed.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";
import { CountingSource } from "./counting-source.ts";
import { sameBits } from "./safetensors-bytes.ts";

const shape = { vocabSize: 11, contextLength: 6, layers: 2, heads: 2, dModel: 8 };
const onMeta = { device: metaDevice() };

const values = (module: Module): unknown =>
  [...module.stateDict()].map(([name, tensor]) => [name, [...tensor.dataSync()]]);

const open = (bytes: Uint8Array): Promise<Checkpoint> => openSafetensors(bytesSource(bytes));

const floats = (...of: number[]) => ({
  dtype: "float32" as const,
  shape: [of.length],
  values: Float32Array.from(of),
});

/** Buffers and bytes of all devices that these tests use. */
const memory = () =>
  [defaultDevice(), metaDevice()].map((device) => {
    const { buffers, bytes } = device.memory();
    return { buffers, bytes };
  });

describe("a model born on the meta device", () => {
  it.each<readonly [string, (where: { readonly device?: Device }) => Module]>([
    ["Gpt", (where) => new Gpt(shape, where)],
    ["Gpt with sinusoids", (where) => new Gpt({ ...shape, positions: "sinusoidal" }, where)],
    ["Transformer", (where) => new Transformer({ dModel: 8, nhead: 2, ...where })],
    ["BatchNorm1d, whose count is int32", (where) => new BatchNorm1d(3, where)],
    ["Conv1d", (where) => new Conv1d(2, 4, 3, where)],
  ])("has the weights of the file to the bit and its own gradients: %s", async (_, make) => {
    const before = memory();
    {
      using original = make({});
      const bytes = await saveModel(original);
      const taken = defaultDevice().memory();
      using model = make(onMeta);
      const parameters = model.parameters();
      const result = await loadCheckpoint(model, await open(bytes));
      expect(result).toEqual({ missingKeys: [], unexpectedKeys: [] });
      expect(values(model)).toEqual(values(original));
      expect(model.parameters()).toEqual(parameters); // the same tensors, so that optimisers may be made before
      for (const parameter of parameters) expect(parameter.requiresGrad).toBe(true);
      expect(metaDevice().memory().buffers).toBe(before[1]!.buffers);
      expect(defaultDevice().memory().bytes - taken.bytes).toBe(taken.bytes - before[0]!.bytes);
    }
    expect(memory()).toEqual(before);
  });

  it("runs where it was loaded to, with its tables", async () => {
    using original = new Seq2Seq({ sourceVocabSize: 9, targetVocabSize: 7, dModel: 8, nhead: 2 });
    using model = new Seq2Seq(original.config, onMeta);
    await loadCheckpoint(model, await open(await saveModel(original)));
    const logits = (module: Seq2Seq) =>
      scope(() => {
        const ids = tensor(Int32Array.of(1, 2, 3), { shape: [1, 3] });
        return [...noGrad(() => module.eval().forward(ids, ids)).dataSync()];
      });
    expect(logits(model)).toEqual(logits(original));
  });

  it("goes to the device that it is given", async () => {
    const device = referenceDevice();
    using original = new Gpt({ ...shape, positions: "sinusoidal" });
    using model = new Gpt(original.config, onMeta);
    await loadCheckpoint(model, await open(await saveModel(original)), { device });
    expect(values(model)).toEqual(values(original));
    scope(() =>
      expect(model.forward(zeros([1, 2], { device, dtype: "int32" })).device).toBe(device),
    );
    model.dispose();
    expect(device.memory().buffers).toBe(0);
  });

  it("takes its tables along that are in no file", async () => {
    const rotary = (device: Device) => new Rotated(device);
    using model = rotary(metaDevice());
    await loadCheckpoint(model, await open(writeSafetensors([["scale", floats(2)]])));
    scope(() => expect(model.forward(zeros([1, 1, 2, 4])).device).toBe(defaultDevice()));
  });
});

/** Positions with a table, and a parameter. */
class Rotated extends Module {
  readonly scale: Tensor;
  readonly positions: RotaryEmbedding;
  constructor(device: Device) {
    super();
    this.scale = this.parameter("scale", zeros([1], { device }));
    this.positions = this.child("positions", new RotaryEmbedding(4, { device }));
  }
  forward(x: Tensor): Tensor {
    return this.positions.forward(x).mul(this.scale);
  }
}

describe("a model that lives on a device", () => {
  it("takes the values over in place", async () => {
    using original = new Gpt(shape);
    using model = new Gpt(shape);
    const before = memory();
    await loadCheckpoint(model, await open(await saveModel(original)));
    expect(values(model)).toEqual(values(original));
    expect(memory()).toEqual(before);
  });

  it("goes to another device, its gradients with it", async () => {
    const device = referenceDevice();
    using model = new Linear(2, 1, { bias: false });
    model.weight.grad = tensor([[3, 4]]).makeLasting();
    const before = memory();
    const checkpoint = await open(
      writeSafetensors([["weight", { ...floats(1, 2), shape: [1, 2] }]]),
    );
    await loadCheckpoint(model, checkpoint, { device });
    expect(model.weight.device).toBe(device);
    expect([...model.weight.dataSync()]).toEqual([1, 2]);
    expect([...model.weight.grad.dataSync()]).toEqual([3, 4]);
    expect(memory()[0]!.buffers).toBe(before[0]!.buffers - 2);
  });

  it("is read anew by products that had kept a copy of the weight", async () => {
    using model = new Linear(32, 32, { bias: false });
    const run = () =>
      noGrad(() =>
        scope(() => [
          ...model
            .forward(tensor(Float32Array.of(...Array(32).fill(1)), { shape: [1, 32] }))
            .dataSync(),
        ]),
      );
    run();
    const ones = {
      dtype: "float32" as const,
      shape: [32, 32],
      values: new Float32Array(1024).fill(1),
    };
    await loadCheckpoint(model, await open(writeSafetensors([["weight", ones]])));
    expect(run()).toEqual(Array(32).fill(32));
  });
});

describe("large tensors", () => {
  it.each(["the meta device", "a device"])("come in pieces to a model on %s", async (place) => {
    const rows = 5;
    const columns = PIECE_ELEMENTS / 2 + 1;
    const weight = Float32Array.from({ length: rows * columns }, (_, i) => i);
    const source = new CountingSource(
      writeSafetensors([["weight", { dtype: "float32", shape: [rows, columns], values: weight }]]),
    );
    const checkpoint = await openSafetensors(source);
    source.reads.length = 0;
    const device = deviceOf(createWasmBackend(), "test");
    using model = new Embedding(rows, columns, place === "a device" ? { device } : onMeta);
    const progress: number[] = [];
    await loadCheckpoint(model, checkpoint, {
      device,
      onProgress: (done, total) => {
        progress.push(done);
        expect(total).toBe(4 * weight.length);
        // The next piece is read while this one goes to its place.
        expect(source.bytesRead).toBe(Math.min(total, done + 4 * PIECE_ELEMENTS));
      },
    });
    expect(sameBits(model.weight.dataSync(), weight)).toBe(true);
    expect(progress).toEqual(
      [1, 2, 2.5 + 5 / PIECE_ELEMENTS].map((pieces) => pieces * 4 * PIECE_ELEMENTS),
    );
    const bytes = 4 * weight.length;
    expect(device.memory()).toMatchObject({ bytes, peakBytes: bytes });
  });

  it("are as they are in the file whatever is read ahead, in one piece, in several or turned", async () => {
    const sizes = { few: 3, many: PIECE_ELEMENTS + 5, next: PIECE_ELEMENTS / 2, odd: 7 };
    for (const floats of ["float32", "float16", "bfloat16"] as const)
      for (const device of [defaultDevice(), referenceDevice()])
        for (const turned of [false, true]) {
          const tensors = Object.entries(sizes).map(([name, columns], tensor) => {
            const values = Float32Array.from({ length: 2 * columns }, (_, i) => (i + tensor) % 251);
            return [name, { dtype: "float32" as const, shape: [2, columns], values }] as const;
          });
          const stream = new SafetensorsStream(tensors, {}, floats);
          const file = await openSafetensors(copying(await stream.bytes()));
          using model = new Matrices(sizes, turned);
          await loadCheckpoint(model, turned ? transposed(file, () => true) : file, { device });
          for (const [name, { shape, values }] of tensors) {
            const came = model.stateDict().get(name)!;
            const columns = shape[1]!;
            const given = came.dataSync();
            const at = (i: number) => (turned ? (i % columns) * 2 + Math.floor(i / columns) : i);
            expect(`${name}: ${values.findIndex((value, i) => given[at(i)] !== value)}`).toBe(
              `${name}: -1`,
            );
          }
        }
  });
});

/** Of each name [2, columns], or turned. */
class Matrices extends Module {
  constructor(sizes: Readonly<Record<string, number>>, turned: boolean) {
    super();
    for (const [name, columns] of Object.entries(sizes)) {
      const shape = turned ? [columns, 2] : [2, columns];
      this.parameter(name, zeros(shape, { device: metaDevice() }));
    }
  }
}

/** A file on a disk: what is asked for comes later, in memory of the caller's. */
const copying = (file: Uint8Array) => ({
  ...bytesSource(file),
  read: async (offset: number, length: number) => file.slice(offset, offset + length),
  readInto: async (offset: number, target: Uint8Array) => {
    target.fill(0xff); // what is still in use there is seen to be lost
    await Promise.resolve();
    target.set(file.subarray(offset, offset + target.length));
  },
});

describe("names", () => {
  it("of a shared parameter: one is enough, and it is read once", async () => {
    using original = new Gpt(shape);
    using model = new Gpt(shape, onMeta);
    const source = new CountingSource(await saveModel(original));
    const checkpoint = await openSafetensors(source);
    expect(checkpoint.tensors.has("lm_head.weight")).toBe(false);
    source.reads.length = 0;
    await loadCheckpoint(model, checkpoint);
    expect(source.bytesRead).toBe(4 * model.numParameters());
    expect(model.stateDict().get("lm_head.weight")).toBe(
      model.stateDict().get("transformer.wte.weight"),
    );
  });

  it("of a shared parameter: of two that are there the last counts, as for loadStateDict", async () => {
    const weight = (value: number) => ({ ...floats(value), shape: [1, 1] });
    const make = (where: { readonly device?: Device }) => {
      const first = new Linear(1, 1, { bias: false, ...where });
      return new Sequential(first, new Linear(1, 1, { bias: false, weight: first.weight }));
    };
    const given = new Map([
      ["0.weight", weight(1)],
      ["1.weight", weight(2)],
    ]);
    using expected = make({});
    expected.loadStateDict(given);
    using model = make(onMeta);
    const source = new CountingSource(writeSafetensors(given));
    const checkpoint = await openSafetensors(source);
    source.reads.length = 0;
    await loadCheckpoint(model, checkpoint);
    expect(values(model)).toEqual(values(expected));
    expect(source.bytesRead).toBe(4);
  });

  it("may be other ones, and matrices lie the other way: a view on the checkpoint", async () => {
    using original = new Gpt(shape);
    const isConv1d = (name: string): boolean => /\.(c_attn|c_proj|c_fc)\.weight$/.test(name);
    const file = renamed(transposed(await open(await saveModel(original)), isConv1d), (name) =>
      name.slice("transformer.".length),
    );
    using model = new Gpt(shape, onMeta);
    await loadCheckpoint(
      model,
      transposed(
        renamed(file, (name) => `transformer.${name}`),
        isConv1d,
      ),
    );
    expect(values(model)).toEqual(values(original));
  });

  const linear = { weight: { ...floats(1, 2), shape: [1, 2] }, bias: floats(3) };

  it.each<
    readonly [
      string,
      Record<string, { dtype: "float32"; shape: number[]; values: Float32Array }>,
      string,
    ]
  >([
    [
      "missing and unexpected",
      { weight: linear.weight, more: floats(1), odd: floats(1) },
      "Linear: state dict does not fit: missing keys: bias; unexpected keys: more, odd",
    ],
    [
      "of wrong shapes",
      { weight: { ...linear.weight, shape: [2, 1] }, bias: floats(1, 2) },
      "weight is [2, 1], expected [1, 2]; bias is [2], expected [1]",
    ],
  ])("that are %s are refused together, before anything is read", async (_, entries, message) => {
    for (const where of [onMeta, {}]) {
      using model = new Linear(2, 1, where);
      const source = new CountingSource(writeSafetensors(Object.entries(entries)));
      const checkpoint = await openSafetensors(source);
      source.reads.length = 0;
      const before = memory();
      await expect(loadCheckpoint(model, checkpoint)).rejects.toThrow(StateDictError);
      await expect(loadCheckpoint(model, checkpoint)).rejects.toThrow(message);
      expect(source.reads).toEqual([]);
      expect(memory()).toEqual(before);
    }
  });

  it("may be missing or too many without strict, where there are values to keep", async () => {
    using model = new Linear(2, 1);
    const kept = [...model.bias!.dataSync()];
    const checkpoint = await open(
      writeSafetensors([
        ["weight", linear.weight],
        ["odd", floats(1)],
      ]),
    );
    expect(await loadCheckpoint(model, checkpoint, { strict: false })).toEqual({
      missingKeys: ["bias"],
      unexpectedKeys: ["odd"],
    });
    expect([...model.weight.dataSync(), ...model.bias!.dataSync()]).toEqual([1, 2, ...kept]);
    using empty = new Linear(2, 1, onMeta);
    await expect(loadCheckpoint(empty, checkpoint, { strict: false })).rejects.toThrow(
      "Linear: the checkpoint has no bias, and on the meta device there are no values to keep",
    );
    expect(empty.weight.device).toBe(metaDevice());
  });

  it("without strict: what is missing goes along to another device", async () => {
    const device = referenceDevice();
    using model = new Linear(2, 1);
    const checkpoint = await open(writeSafetensors([["weight", linear.weight]]));
    await loadCheckpoint(model, checkpoint, { strict: false, device });
    expect(model.bias!.device).toBe(device);
  });
});

describe("values", () => {
  const broken = (at: number) => {
    const weight = new Float32Array(3 * PIECE_ELEMENTS);
    weight[at] = -Infinity;
    return open(
      writeSafetensors([
        ["weight", { dtype: "float32", shape: [3, PIECE_ELEMENTS], values: weight }],
      ]),
    );
  };

  it("that are not finite are refused where that is wanted, by tensor and element", async () => {
    const at = 2 * PIECE_ELEMENTS + 5;
    const checkpoint = await broken(at);
    const before = memory();
    {
      using model = new Embedding(3, PIECE_ELEMENTS, onMeta);
      const loading = loadCheckpoint(model, checkpoint, { requireFinite: true });
      await expect(loading).rejects.toThrow(NonFiniteWeightError);
      await expect(loading).rejects.toMatchObject({
        tensor: "weight",
        element: at,
        value: -Infinity,
      });
      await expect(loading).rejects.toThrow(
        `tensor "weight" is -Infinity at element ${at}, expected finite`,
      );
      expect(model.weight.device).toBe(metaDevice());
    }
    expect(memory()).toEqual(before);
    using model = new Embedding(3, PIECE_ELEMENTS, onMeta);
    await loadCheckpoint(model, checkpoint);
    expect(model.weight.dataSync()[at]).toBe(-Infinity);
  });

  it("are read until the signal is aborted", async () => {
    const checkpoint = await broken(0);
    const before = memory();
    {
      using model = new Embedding(3, PIECE_ELEMENTS, onMeta);
      const controller = new AbortController();
      let reads = 0;
      const onProgress = () => {
        if (++reads === 2) controller.abort(new Error("enough"));
      };
      const { signal } = controller;
      await expect(loadCheckpoint(model, checkpoint, { signal, onProgress })).rejects.toThrow(
        "enough",
      );
      expect(reads).toBe(2);
      await expect(loadCheckpoint(model, checkpoint, { signal, onProgress })).rejects.toThrow(
        "enough",
      );
      expect(reads).toBe(2);
    }
    expect(memory()).toEqual(before);
  });

  it("must be as many as the shape says", async () => {
    const checkpoint = await broken(0);
    const tensors = new Map(
      [...checkpoint.tensors].map(([name, stored]) => {
        const pieces = async function* () {
          yield new Float32Array(5);
        };
        return [
          name,
          { ...stored, dtype: stored.dtype, shape: stored.shape, bytes: 20, pieces },
        ] as const;
      }),
    );
    using model = new Embedding(3, PIECE_ELEMENTS, onMeta);
    await expect(
      loadCheckpoint(model, { ...checkpoint, tensors: tensors as never }),
    ).rejects.toThrow(`weight gave 5 values, expected ${3 * PIECE_ELEMENTS}`);
  });
});

it("refuses options that there are not, and a device without values", async () => {
  using model = new Linear(1, 1, onMeta);
  const checkpoint = await open(writeSafetensors([]));
  await expect(loadCheckpoint(model, checkpoint, { strickt: false } as object)).rejects.toThrow(
    "loadCheckpoint: unknown option strickt",
  );
  await expect(loadCheckpoint(model, checkpoint, onMeta)).rejects.toThrow(
    "loadCheckpoint: device is meta, which keeps no values",
  );
});
