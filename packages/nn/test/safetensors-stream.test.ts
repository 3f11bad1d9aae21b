import { describe, expect, it } from "vitest";
import { Gpt, referenceDevice, saveModel, tensor } from "../src/index.ts";
import { bytesSource } from "../src/weights/byte-source.ts";
import { type Checkpoint, PIECE_ELEMENTS } from "../src/weights/checkpoint.ts";
import { openSafetensors } from "../src/weights/open-safetensors.ts";
import { readSafetensors, SafetensorsError } from "../src/weights/read-safetensors.ts";
import { SafetensorsStream } from "../src/weights/safetensors-stream.ts";
import { transposed } from "../src/weights/transposed.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";
import { CountingSource } from "./counting-source.ts";

const shape = { vocabSize: 11, contextLength: 6, layers: 1, heads: 2, dModel: 8 };

async function partsOf(stream: SafetensorsStream): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

describe("SafetensorsStream writes the bytes of writeSafetensors", () => {
  const ids = { dtype: "int32" as const, shape: [2], values: Int32Array.of(-1, 7) };
  const x = {
    dtype: "float32" as const,
    shape: [2, 1],
    values: Float32Array.of(9, 1.5, -0).subarray(1),
  };
  const file = writeSafetensors(
    [
      ["ids", ids],
      ["x", x],
    ],
    { format: "pt" },
  );

  it.each<readonly [string, () => Promise<ConstructorParameters<typeof SafetensorsStream>[0]>]>([
    [
      "values",
      async () => [
        ["ids", ids],
        ["x", x],
      ],
    ],
    [
      "tensors",
      async () => [
        ["ids", tensor(ids.values)],
        ["x", tensor(x.values, { shape: x.shape })],
      ],
    ],
    [
      "tensors in float64",
      async () => {
        const options = { device: referenceDevice() };
        return [
          ["ids", tensor(ids.values, options)],
          ["x", tensor(x.values, { ...options, shape: x.shape })],
        ];
      },
    ],
    ["a checkpoint", async () => (await openSafetensors(bytesSource(file))).tensors],
  ])("of %s", async (_, tensors) => {
    const stream = new SafetensorsStream(await tensors(), { format: "pt" });
    expect(stream.size).toBe(file.length);
    expect(await stream.bytes()).toEqual(file);
  });
});

it("writes a model as saveModel does, tensor by tensor", async () => {
  using model = new Gpt(shape);
  const parts = await partsOf(new SafetensorsStream(model.namedTensors(), { format: "pt" }));
  expect(parts.length).toBe(1 + [...model.namedTensors()].length);
  expect(new Uint8Array(Buffer.concat(parts))).toEqual(await saveModel(model));
});

it("reads of a checkpoint what it writes, a piece at a time", async () => {
  const values = Float32Array.from({ length: 2 * PIECE_ELEMENTS }, (_, i) => i);
  const source = new CountingSource(
    writeSafetensors([["x", { dtype: "float32", shape: [2, PIECE_ELEMENTS], values }]]),
  );
  const checkpoint = await openSafetensors(source);
  const opened = source.bytesRead;
  const lengths: number[] = [];
  for await (const part of new SafetensorsStream(checkpoint.tensors)) {
    lengths.push(part.length);
    expect(source.bytesRead - opened).toBe(4 * PIECE_ELEMENTS * (lengths.length - 1));
  }
  expect(lengths.slice(1)).toEqual([4 * PIECE_ELEMENTS, 4 * PIECE_ELEMENTS]);
});

it("converts: halves become float32, matrices lie the other way", async () => {
  const bits = Uint8Array.of(0x00, 0x3c, 0x00, 0x40); // 1 and 2
  const header = JSON.stringify({ w: { dtype: "F16", shape: [1, 2], data_offsets: [0, 4] } });
  const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
  const file = Buffer.concat([length, Buffer.from(header), bits]);
  const checkpoint = transposed(await openSafetensors(bytesSource(file)), () => true);
  const written = readSafetensors(await new SafetensorsStream(checkpoint.tensors).bytes());
  expect(written.tensors.get("w")).toEqual({
    dtype: "float32",
    shape: [2, 1],
    values: Float32Array.of(1, 2),
  });
});

describe("errors", () => {
  const one = { dtype: "float32" as const, shape: [1], values: Float32Array.of(1) };

  it("of names and values are those of writeSafetensors, before anything is written", () => {
    expect(
      () =>
        new SafetensorsStream([
          ["a", one],
          ["a", one],
        ]),
    ).toThrow(SafetensorsError);
    expect(() => new SafetensorsStream([["a", { ...one, shape: [2] }]])).toThrow(
      'tensor "a": has 1 values, which do not fill the shape [2]',
    );
  });

  it("say when a tensor gives more or fewer bytes than its shape has", async () => {
    const { tensors }: Checkpoint = await openSafetensors(
      bytesSource(writeSafetensors([["a", one]])),
    );
    const stored = tensors.get("a")!;
    const longer = {
      ...stored,
      dtype: stored.dtype,
      bytes: 4,
      shape: [2],
      pieces: () => stored.pieces(),
      read: () => stored.read(),
    };
    await expect(new SafetensorsStream([["a", longer]]).bytes()).rejects.toThrow(
      'tensor "a": gave 4 bytes, expected 8 for its shape',
    );
  });
});
