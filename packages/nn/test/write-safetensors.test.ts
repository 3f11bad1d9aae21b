import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HostTensor } from "../src/weights/host-tensor.ts";
import { readSafetensors, SafetensorsError } from "../src/weights/read-safetensors.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";

const floats = (...values: readonly number[]): HostTensor => ({
  dtype: "float32",
  shape: [values.length],
  values: Float32Array.from(values),
});
const integers = (...values: readonly number[]): HostTensor => ({
  dtype: "int32",
  shape: [values.length],
  values: Int32Array.from(values),
});

describe("writeSafetensors", () => {
  it("writes the bytes of Hugging Face's writer", () => {
    const file = writeSafetensors(
      [
        ["b", integers(-1)],
        ["c", floats(1)],
        ["a", { dtype: "float32", shape: [1, 2], values: Float32Array.of(2, -0.5) }],
      ],
      { format: "pt" },
    );
    const header =
      '{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"c":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},' +
      '"b":{"dtype":"I32","shape":[1],"data_offsets":[12,16]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect(padded.length).toBeGreaterThan(header.length); // or the padding would go untested
    const view = new DataView(file.buffer);
    expect(view.getBigUint64(0, true)).toBe(BigInt(padded.length));
    expect(new TextDecoder().decode(file.subarray(8, 8 + padded.length))).toBe(padded);
    const data = 8 + padded.length;
    expect(file.length).toBe(data + 16);
    expect([0, 4, 8].map((at) => view.getFloat32(data + at, true))).toEqual([2, -0.5, 1]);
    expect(view.getInt32(data + 12, true)).toBe(-1);
  });

  it("writes an empty file and scalars", () => {
    expect(new TextDecoder().decode(writeSafetensors([]).subarray(8))).toBe("{}      ");
    const scalar: HostTensor = { dtype: "float32", shape: [], values: Float32Array.of(7) };
    expect(readSafetensors(writeSafetensors([["s", scalar]])).tensors.get("s")).toEqual(scalar);
  });

  it("sorts names as UTF-8 does", () => {
    const names = ["a", "B", "a.b", "\u{1f600}", "\uff21", "é", "", "a0"];
    const written = readSafetensors(writeSafetensors(names.map((name) => [name, floats(1)])));
    expect([...written.tensors.keys()]).toEqual([
      "",
      "B",
      "a",
      "a.b",
      "a0",
      "é",
      "\uff21",
      "\u{1f600}",
    ]);
  });

  it("writes a view's own part of its buffer", () => {
    const values = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    const file = writeSafetensors([["v", { dtype: "float32", shape: [2], values }]]);
    expect([...readSafetensors(file).tensors.get("v")!.values]).toEqual([1, 2]);
  });

  it.each<readonly [what: string, write: () => Uint8Array, message: string]>([
    [
      "a name given twice",
      () =>
        writeSafetensors([
          ["a", floats(1)],
          ["b", floats()],
          ["a", integers(1)],
        ]),
      'tensor "a": is given twice',
    ],
    [
      "the name of the metadata",
      () => writeSafetensors([["__metadata__", floats(1)]]),
      "the format cannot hold a tensor of this name",
    ],
    [
      "a name that is no Unicode text",
      () => writeSafetensors([["\ud800", floats(1)]]),
      "the format cannot hold a tensor of this name",
    ],
    [
      "values that do not fill the shape",
      () => writeSafetensors([["a", { ...floats(1, 2), shape: [3] }]]),
      'tensor "a": has 2 values, which do not fill the shape [3]',
    ],
    [
      "a shape with negative axes",
      () => writeSafetensors([["a", { ...floats(1, 2), shape: [-1, -2] }]]),
      "do not fill the shape [-1, -2]",
    ],
    [
      "values of another type",
      () => writeSafetensors([["a", { ...floats(1), dtype: "int32" }]]),
      'tensor "a": is int32 with values in Float32Array',
    ],
    [
      "metadata that is no Unicode text",
      () => writeSafetensors([], { note: "\udc00" }),
      'metadata "note" is',
    ],
  ])("refuses %s", (_, write, message) => {
    expect(write).toThrow(SafetensorsError);
    expect(write).toThrow(message);
  });

  it("gives back what it was given, whatever names, shapes, bits and metadata", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });
    const shape = fc.array(fc.nat(3), { maxLength: 4 });
    const tensor = fc
      .tuple(shape, fc.boolean(), fc.nat())
      .map(([axes, float, seed]): HostTensor => {
        const length = axes.reduce((a, b) => a * b, 1);
        const bits = Int32Array.from({ length }, (_, i) => Math.imul(seed + i, 0x9e3779b1));
        return float
          ? { dtype: "float32", shape: axes, values: new Float32Array(bits.buffer) }
          : { dtype: "int32", shape: axes, values: bits };
      });
    const named = fc.uniqueArray(fc.tuple(text, tensor), {
      maxLength: 6,
      selector: ([name]) => name,
    });
    fc.assert(
      fc.property(named, fc.dictionary(text, text), (tensors, metadata) => {
        const read = readSafetensors(writeSafetensors(tensors, metadata));
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
        expect(read.tensors.size).toBe(tensors.length);
        for (const [name, { dtype, shape: axes, values }] of tensors) {
          const back = read.tensors.get(name)!;
          expect([back.dtype, back.shape]).toEqual([dtype, axes]);
          const bits = (array: HostTensor["values"]): Uint8Array =>
            new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
          expect(Buffer.compare(bits(back.values), bits(values))).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
