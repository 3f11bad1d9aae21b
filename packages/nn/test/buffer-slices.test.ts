import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { filesInMemory } from "../src/model-folder/files-in-memory.ts";
import { readModelFolder } from "../src/model-folder/read-model-folder.ts";
import { modelFolderFiles } from "../src/model-folder/write-model-folder.ts";
import { configOf } from "../src/models/families/find-family.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { loadQuantized } from "../src/quantization/load-quantized.ts";
import { quantize } from "../src/quantization/quantize.ts";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";
import { resumeTraining, saveModel, saveTraining } from "../src/training/checkpoint.ts";
import { bytesSource } from "../src/weights/byte-source.ts";
import { openSafetensors } from "../src/weights/open-safetensors.ts";
import { openShardedSafetensors } from "../src/weights/open-sharded-safetensors.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";
import { bytesOf, fileOf } from "./safetensors-bytes.ts";
import { lossesOf, tinyTraining } from "./tiny-training.ts";

const offsets = [0, 1, 2, 3, 4, 5, 7];

/** The bytes as a part of a larger Buffer, which begins anywhere; its `slice` is a view, not a copy. */
function within(bytes: Uint8Array, offset: number): Buffer {
  const larger = Buffer.alloc(offset + bytes.length + 9, 0xff);
  larger.set(bytes, offset);
  return larger.subarray(offset, offset + bytes.length);
}

/** Memory that threads share, from anywhere in it. */
function shared(bytes: Uint8Array, offset: number): Uint8Array {
  const view = new Uint8Array(new SharedArrayBuffer(offset + bytes.length), offset);
  view.set(bytes);
  return view;
}

const views = { within, shared };

const stored = {
  F32: [new Float32Array([1.5, -2, 3]), [1.5, -2, 3]],
  F64: [new Float64Array([1.5, -2, 3]), [1.5, -2, 3]],
  F16: [new Uint16Array([0x3e00, 0xc000, 0x4200]), [1.5, -2, 3]],
  BF16: [new Uint16Array([0x3fc0, 0xc000, 0x4040]), [1.5, -2, 3]],
  I32: [new Int32Array([1, -2, 3]), [1, -2, 3]],
  I64: [new BigInt64Array([1n, -2n, 3n]), [1, -2, 3]],
  U8: [new Uint8Array([1, 2, 255]), [1, 2, 255]],
  I8: [new Int8Array([1, -2, 3]), [1, -2, 3]],
  BOOL: [new Uint8Array([1, 0, 1]), [1, 0, 1]],
} as const;

describe.each(Object.entries(stored))("%s", (dtype, [values, expected]) => {
  // A name that grows moves the data within the file too.
  const files = ["w", "ww", "www", "wwww", "wwwww", "wwwwww", "wwwwwww", "wwwwwwww"].map((name) =>
    fileOf(
      { [name]: { dtype, shape: [3], data_offsets: [0, values.byteLength] } },
      bytesOf(values),
    ),
  );

  test.each(offsets)("from byte %d of a larger buffer", async (offset) => {
    for (const file of files)
      for (const view of Object.values(views)) {
        const bytes = view(file, offset);
        const [[name, read] = []] = readSafetensors(bytes).tensors;
        expect([...read!.values]).toEqual(expected);
        const opened = await openSafetensors(bytesSource(bytes));
        expect([...(await opened.tensors.get(name!)!.read()).values]).toEqual(expected);
        const index = view(
          new TextEncoder().encode(JSON.stringify({ weight_map: { [name!]: "a.safetensors" } })),
          offset,
        );
        const sharded = await openShardedSafetensors(index, async () => bytesSource(bytes));
        const pieces: number[] = [];
        for await (const piece of sharded.tensors.get(name!)!.pieces()) pieces.push(...piece);
        expect(pieces).toEqual(expected);
      }
  });
});

test.each(offsets)(
  "a model, its folder, a training and packed weights, from byte %d",
  async (offset) => {
    const { model, trainer } = tinyTraining();
    await trainer.fit({ steps: 3 });
    for (const view of Object.values(views)) {
      const other = tinyTraining({ seed: 2 });
      other.model.loadStateDict(readSafetensors(view(await saveModel(model), offset)).tensors);
      expect([...other.model.head.weight.dataSync()]).toEqual([...model.head.weight.dataSync()]);
      const resumed = tinyTraining();
      resumeTraining(resumed.trainer, view(await saveTraining(trainer), offset));
      const again = tinyTraining();
      resumeTraining(again.trainer, await saveTraining(trainer));
      expect(lossesOf(await resumed.trainer.fit({ steps: 6 }))).toEqual(
        lossesOf(await again.trainer.fit({ steps: 6 })),
      );
      const tokenizer = CharacterTokenizer.train("hello, world");
      const gpt = new Gpt({
        vocabSize: tokenizer.vocabSize,
        contextLength: 4,
        layers: 1,
        heads: 2,
        dModel: 8,
      });
      const description = { role: "decoder", config: configOf(gpt), tokenizer } as const;
      const files = [...(await modelFolderFiles({ model: gpt, description }))];
      const folder = filesInMemory(new Map(files.map(([name, one]) => [name, view(one, offset)])));
      const read = await readModelFolder(folder);
      for (const [name, weight] of gpt.namedTensors())
        expect([...read.model.stateDict().get(name)!.dataSync()]).toEqual([...weight.dataSync()]);
      const packed = new Gpt({
        vocabSize: 11,
        contextLength: 8,
        layers: 1,
        heads: 2,
        dModel: 32,
      }).eval();
      quantize(packed, "int8");
      const saved = await saveModel(packed);
      const loaded = new Gpt({
        vocabSize: 11,
        contextLength: 8,
        layers: 1,
        heads: 2,
        dModel: 32,
      }).eval();
      loadQuantized(loaded, readSafetensors(view(saved, offset)).tensors);
      expect(Buffer.compare(await saveModel(loaded), saved)).toBe(0);
    }
  },
);

test("values that begin anywhere are written as they are, and made tensors of", () => {
  const values = new Float32Array(new ArrayBuffer(24), 8, 3);
  values.set([1, 2, 3]);
  const file = writeSafetensors([["w", { dtype: "float32", shape: [3], values }]]);
  expect([...readSafetensors(file).tensors.get("w")!.values]).toEqual([1, 2, 3]);
  expect([...tensor(values).dataSync()]).toEqual([1, 2, 3]);
  const bytes = Buffer.from([9, 9, 9, 1, 2, 3]).subarray(3);
  expect([...tensor(bytes as never).dataSync()]).toEqual([1, 2, 3]);
});

test("bytes of another realm, as test runners have them, are bytes", () => {
  const { file } = {
    file: fileOf({ w: { dtype: "U8", shape: [2], data_offsets: [0, 2] } }, [1, 2]),
  };
  const foreign: Uint8Array = runInNewContext("new Uint8Array(bytes)", { bytes: [...file] });
  expect(foreign instanceof Uint8Array).toBe(false);
  expect([...readSafetensors(foreign).tensors.get("w")!.values]).toEqual([1, 2]);
  expect(() => readSafetensors(new Uint8ClampedArray(file) as never)).toThrow(
    "expected a Uint8Array",
  );
});
