import fc from "fast-check";
import { expect, it } from "vitest";
import { readSafetensors, SafetensorsError } from "../src/weights/read-safetensors.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { bytesOf, fileOf } from "./safetensors-bytes.ts";

const original = fileOf(
  {
    __metadata__: { format: "pt" },
    a: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
    b: { dtype: "I64", shape: [1], data_offsets: [16, 24] },
    c: { dtype: "BOOL", shape: [2], data_offsets: [24, 26] },
    d: { dtype: "F16", shape: [1, 0], data_offsets: [26, 26] },
  },
  [...bytesOf(Float32Array.of(1, 2, 3, 4)), ...bytesOf(BigInt64Array.of(-5n)), 1, 0],
);

/** Whether the file reads; throws anything but the error of a bad file. */
function reads(bytes: Uint8Array): boolean {
  try {
    for (const { shape, values } of readSafetensors(bytes).tensors.values())
      expect(values.length).toBe(shape.reduce((a, b) => a * b, 1));
    return true;
  } catch (error) {
    if (error instanceof SafetensorsError) return false;
    throw error;
  }
}

it("reads the file that the others are made of", () => {
  expect(reads(original)).toBe(true);
});

it("refuses every truncation and every byte too many", () => {
  for (let length = 0; length < original.length; length++)
    expect(reads(original.subarray(0, length)), `cut to ${length} bytes`).toBe(false);
  expect(reads(Uint8Array.of(...original, 0))).toBe(false);
});

it("reads or refuses with SafetensorsError whatever single byte changes", () => {
  const headerEnd = 8 + original[0]! + 256 * original[1]!;
  let accepted = 0;
  for (let at = 0; at < headerEnd; at++)
    for (const value of [0, 0x20, 0x22, 0x2c, 0x30, 0x39, 0x5c, 0x7d, 0xff]) {
      const bytes = original.slice();
      bytes[at] = value;
      if (reads(bytes)) accepted++;
    }
  expect(accepted).toBeGreaterThan(0); // names may change, for one
});

it("reads or refuses with SafetensorsError whatever else changes", () => {
  const flips = fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(flips, fc.nat(original.length), (changes, length) => {
      const bytes = original.slice();
      for (const [at, value] of changes) bytes[at] = value;
      reads(bytes);
      reads(bytes.subarray(0, length));
    }),
    fuzzRuns(3000),
  );
});

it("reads or refuses with SafetensorsError whatever JSON the header is", () => {
  const number = fc.oneof(fc.nat(30), fc.integer(), fc.double());
  const dtype = fc.constantFrom("F32", "F64", "F16", "BF16", "I32", "I64", "U8", "I8", "BOOL", "X");
  const entry = fc.record(
    {
      dtype,
      shape: fc.array(fc.oneof(fc.nat(3), number), { maxLength: 3 }),
      data_offsets: fc.tuple(number, number),
    },
    { requiredKeys: [] },
  );
  const header = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom("__metadata__", "__proto__")),
    fc.oneof(entry, fc.jsonValue({ maxDepth: 3 })),
    { maxKeys: 3 },
  );
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 30 }), (json, data) => {
      reads(fileOf(json, data));
    }),
    fuzzRuns(3000),
  );
});
