import { createReferenceBackend } from "@qkv/core-wasm/contract";
import { describe, expect, it } from "vitest";
import type { LanguageModelBatch } from "../src/data/language-model-batch.ts";
import { sequentialWindows, TokenStream } from "../src/data/token-stream.ts";
import { tensorMethods } from "../src/device/tensor-methods.ts";
import { Device } from "../src/tensor/device.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const device = new Device(createReferenceBackend(), tensorMethods);
const countTo = (length: number): Int32Array => Int32Array.from({ length }, (_, i) => i);

/** The tensor's rows; frees it. */
function rows(tensor: Tensor): number[][] {
  const values = [...tensor.dataSync()];
  const [count = 0, length = 0] = tensor.shape;
  expect(tensor.dtype).toBe("int32");
  tensor.dispose();
  return Array.from({ length: count }, (_, row) => values.slice(row * length, (row + 1) * length));
}
const rowsOf = ({ inputs, targets }: LanguageModelBatch): readonly [number[][], number[][]] => [
  rows(inputs),
  rows(targets),
];

describe("TokenStream", () => {
  const options = { batchSize: 3, contextLength: 4, seed: 7, device };
  const tokens = countTo(50);

  it("gives windows of the text, with targets one token on", () => {
    const batch = new TokenStream(tokens, options).next();
    expect([batch.inputs.shape, batch.targets.shape]).toEqual([
      [3, 4],
      [3, 4],
    ]);
    const [inputs, targets] = rowsOf(batch);
    for (const [row, [first = NaN, ...rest]] of inputs.entries()) {
      expect(rest).toEqual([first + 1, first + 2, first + 3]);
      expect(targets[row]).toEqual([first + 1, first + 2, first + 3, first + 4]);
    }
  });

  it("draws every window there is, each about as often, and no other", () => {
    const counts = new Map<number, number>();
    const stream = new TokenStream(countTo(14), {
      batchSize: 100,
      contextLength: 4,
      seed: 1,
      device,
    });
    for (let batch = 0; batch < 20; batch++)
      for (const [start = NaN] of rowsOf(stream.next())[0])
        counts.set(start, (counts.get(start) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([...countTo(10)]); // 0 .. 14 - 4 - 1
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(70); // 5 sigma
  });

  it("makes a batch from the seed and its number alone", () => {
    const stream = new TokenStream(tokens, options);
    const batches = Array.from({ length: 6 }, () => rowsOf(stream.next()));
    expect(new Set(batches.map((batch) => JSON.stringify(batch))).size).toBe(6);
    const restored = new TokenStream(tokens, options);
    restored.state = { batch: 4 };
    expect(rowsOf(restored.next())).toEqual(batches[4]);
    restored.state = JSON.parse(JSON.stringify({ batch: 1 }));
    expect(rowsOf(restored.next())).toEqual(batches[1]);
    expect(restored.state).toEqual({ batch: 2 });
    const other = new TokenStream(tokens, { ...options, seed: 8 });
    expect(rowsOf(other.next())).not.toEqual(batches[0]);
  });

  it("counts the batches that show as many targets as the text has", () => {
    expect(new TokenStream(countTo(25), options).batchesPerEpoch).toBe(2);
    expect(new TokenStream(countTo(26), options).batchesPerEpoch).toBe(3);
  });

  it("takes a text of contextLength + 1 tokens and no less", () => {
    const window = [0, 1, 2, 3];
    expect(rowsOf(new TokenStream(countTo(5), options).next())[0]).toEqual([
      window,
      window,
      window,
    ]);
    expect(() => new TokenStream(countTo(4), options)).toThrow(
      "TokenStream: the text has 4 tokens, expected at least contextLength + 1 = 5",
    );
  });

  it.each<readonly [object, string]>([
    [{ batchSize: 0 }, "TokenStream: batchSize is 0, expected an integer from 1"],
    [{ contextLength: 1.5 }, "TokenStream: contextLength is 1.5"],
    [{ seed: -1 }, "seed is -1"],
  ])("refuses %j", (wrong, message) => {
    expect(() => new TokenStream(tokens, { ...options, ...wrong })).toThrow(message);
  });

  it.each([[null], [3], [{}], [{ batch: -1 }], [{ batch: "1" }], [{ batch: 0.5 }]])(
    "refuses the state %j",
    (state) => {
      const stream = new TokenStream(tokens, options);
      expect(() => {
        stream.state = state;
      }).toThrow("TokenStream: state.batch is");
      expect(stream.state).toEqual({ batch: 0 });
    },
  );

  it("makes two tensors a batch and no others", () => {
    const before = device.memory().buffers;
    const batch = new TokenStream(tokens, options).next();
    expect(device.memory().buffers).toBe(before + 2);
    rowsOf(batch);
    expect(device.memory().buffers).toBe(before);
  });
});

describe("sequentialWindows", () => {
  it("covers each target once, in order, for all lengths of text", () => {
    for (let length = 2; length <= 40; length++)
      for (const [batchSize, contextLength] of [
        [1, 1],
        [1, 4],
        [3, 4],
        [2, 5],
        [4, 64],
      ] as const) {
        const inputs: number[] = [];
        const targets: number[] = [];
        for (const batch of sequentialWindows(countTo(length), {
          batchSize,
          contextLength,
          device,
        })) {
          expect(batch.inputs.shape[0]).toBeLessThanOrEqual(batchSize);
          expect(batch.inputs.shape[1]).toBeLessThanOrEqual(contextLength);
          const [inputRows, targetRows] = rowsOf(batch);
          inputs.push(...inputRows.flat());
          targets.push(...targetRows.flat());
        }
        expect(inputs).toEqual([...countTo(length - 1)]);
        expect(targets).toEqual([...countTo(length).subarray(1)]);
      }
  });

  it("fills batches and windows as far as the text goes", () => {
    const windows = sequentialWindows(countTo(23), { batchSize: 2, contextLength: 4, device });
    const shapes = Array.from(windows, (batch) => {
      rowsOf(batch);
      return batch.inputs.shape;
    });
    expect(shapes).toEqual([
      [2, 4],
      [2, 4],
      [1, 4],
      [1, 2],
    ]);
  });

  it("says at once what it cannot take", () => {
    const options = { batchSize: 1, contextLength: 4, device };
    expect(() => sequentialWindows(countTo(1), options)).toThrow(
      "sequentialWindows: the text has 1 tokens, expected at least 2",
    );
    expect(() => sequentialWindows(countTo(9), { ...options, batchSize: 0 })).toThrow(
      "sequentialWindows: batchSize is 0",
    );
  });
});
