import { describe, expect, it } from "vitest";
import { readSafetensors, SafetensorsError } from "../src/weights/read-safetensors.ts";
import { bytesOf, fileOf } from "./safetensors-bytes.ts";

/** A file of one tensor "x". */
const single = (dtype: string, shape: readonly number[], data: Uint8Array): Uint8Array =>
  fileOf({ x: { dtype, shape, data_offsets: [0, data.length] } }, data);

const valuesOf = (dtype: string, data: ArrayBufferView, count: number): number[] => [
  ...readSafetensors(single(dtype, [count], bytesOf(data))).tensors.get("x")!.values,
];

it.each<readonly [unknown, string]>([
  [
    new ArrayBuffer(8),
    "an object of ArrayBuffer, expected a Uint8Array; write new Uint8Array(buffer)",
  ],
  [new Blob([]), "an object of Blob, expected a Uint8Array; write new Uint8Array(await"],
  [Promise.resolve(), "an object of Promise, expected a Uint8Array"],
  [undefined, "undefined, expected a Uint8Array"],
])("says what it takes when it is given %o", (bytes, message) => {
  expect(() => readSafetensors(bytes as Uint8Array)).toThrow(
    `readSafetensors: bytes is ${message}`,
  );
});

describe("element types", () => {
  it("reads F32 bit for bit, NaN, infinities and -0 included", () => {
    const data = Float32Array.of(1.5, -0, NaN, Infinity, -Infinity, 1e-45);
    const x = readSafetensors(single("F32", [2, 3], bytesOf(data))).tensors.get("x")!;
    expect(x.dtype).toBe("float32");
    expect(x.shape).toEqual([2, 3]);
    expect(x.values).toBeInstanceOf(Float32Array);
    expect([...x.values].map((v) => (Object.is(v, -0) ? "-0" : v))).toEqual([
      1.5,
      "-0",
      NaN,
      Infinity,
      -Infinity,
      Math.fround(1e-45),
    ]);
  });

  it("rounds F64 to float32", () => {
    expect(valuesOf("F64", Float64Array.of(0.1, 1e300, -2), 3)).toEqual([
      Math.fround(0.1),
      Infinity,
      -2,
    ]);
  });

  it("widens F16: normal, subnormal, largest, infinite and NaN", () => {
    const halves = Uint16Array.of(
      0x3c00,
      0xc000,
      0x0001,
      0x83ff,
      0x7bff,
      0x7c00,
      0xfc00,
      0x7e00,
      0x3555,
    );
    expect(valuesOf("F16", halves, 9)).toEqual([
      1,
      -2,
      2 ** -24,
      -1023 * 2 ** -24,
      65504,
      Infinity,
      -Infinity,
      NaN,
      0.333251953125,
    ]);
    expect(Object.is(valuesOf("F16", Uint16Array.of(0x8000), 1)[0], -0)).toBe(true);
  });

  it("widens BF16", () => {
    expect(valuesOf("BF16", Uint16Array.of(0x3f80, 0xc040, 0x7f80, 0x7fc0, 0x0001), 5)).toEqual([
      1,
      -3,
      Infinity,
      NaN,
      2 ** -133,
    ]);
  });

  it("reads I32, U8, I8 and BOOL as int32", () => {
    expect(valuesOf("I32", Int32Array.of(-(2 ** 31), 2 ** 31 - 1), 2)).toEqual([
      -(2 ** 31),
      2 ** 31 - 1,
    ]);
    expect(valuesOf("U8", Uint8Array.of(0, 200, 255), 3)).toEqual([0, 200, 255]);
    expect(valuesOf("I8", Uint8Array.of(0, 200, 255), 3)).toEqual([0, -56, -1]);
    const bool = readSafetensors(single("BOOL", [2], Uint8Array.of(0, 1))).tensors.get("x")!;
    expect(bool.dtype).toBe("int32");
    expect(bool.values).toEqual(Int32Array.of(0, 1));
  });

  it("reads I64 that fit 32 bits and refuses the others by element", () => {
    const fits = BigInt64Array.of(5n, -1n, 2n ** 31n - 1n, -(2n ** 31n));
    expect(valuesOf("I64", fits, 4)).toEqual([5, -1, 2 ** 31 - 1, -(2 ** 31)]);
    for (const tooLarge of [2n ** 31n, -(2n ** 31n) - 1n, 2n ** 62n, 2n ** 32n])
      expect(() => valuesOf("I64", BigInt64Array.of(0n, tooLarge), 2)).toThrow(
        `safetensors: tensor "x": element 1 is ${tooLarge}, expected an integer of 32 bits`,
      );
  });

  it("refuses a BOOL that is neither 0 nor 1", () => {
    expect(() => valuesOf("BOOL", Uint8Array.of(1, 2), 2)).toThrow(
      "BOOL element 1 is 2, expected 0 or 1",
    );
  });
});

describe("memory", () => {
  const header = '{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
  const data = bytesOf(Float32Array.of(3, 4));

  it("gives views on aligned values", () => {
    const file = fileOf(header.padEnd(56), data);
    expect(readSafetensors(file).tensors.get("x")!.values.buffer).toBe(file.buffer);
  });

  it("copies misaligned values, also where the file itself starts at an odd byte", () => {
    for (const pad of [0, 1, 2, 3]) {
      const file = fileOf(header.padEnd(54 + pad), data);
      const shifted = new Uint8Array(file.length + 1);
      shifted.set(file, 1);
      for (const bytes of [file, shifted.subarray(1)])
        expect([...readSafetensors(bytes).tensors.get("x")!.values]).toEqual([3, 4]);
    }
  });
});

describe("forms the format allows", () => {
  it("reads a file without tensors", () => {
    expect(readSafetensors(fileOf("{}      ")).tensors.size).toBe(0);
  });

  it("reads scalars, empty tensors, any order in the header, and names of any text", () => {
    const { tensors, metadata } = readSafetensors(
      fileOf(
        ` { "second" : {"shape":[], "data_offsets":[4, 8],\n"dtype":"I32"},
          "__metadata__":{"format":"pt","constructor":"c","__proto__":"p"},
          "__proto__":{"dtype":"I32","shape":[],"data_offsets":[0,4]},
          "empty \\u00e9\\"":{"dtype":"F64","shape":[3,0],"data_offsets":[4,4]}}\t`,
        bytesOf(Int32Array.of(7, 8)),
      ),
    );
    expect([...tensors.keys()]).toEqual(["second", "__proto__", 'empty é"']);
    expect(tensors.get("second")).toEqual({ dtype: "int32", shape: [], values: Int32Array.of(8) });
    expect(tensors.get("__proto__")!.values).toEqual(Int32Array.of(7));
    expect(tensors.get('empty é"')!.values.length).toBe(0);
    expect(Object.entries(metadata)).toEqual([
      ["format", "pt"],
      ["constructor", "c"],
      ["__proto__", "p"],
    ]);
    expect(Object.getPrototypeOf(metadata)).toBe(null);
  });
});

describe("hostile files", () => {
  const entry = (fields: object): object => ({
    w: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...fields },
  });
  const lengthOnly = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);
  const cases: readonly (readonly [what: string, file: Uint8Array, message: string])[] = [
    ["nothing", new Uint8Array(0), "the file has 0 bytes, expected at least 8"],
    ["seven bytes", new Uint8Array(7), "the file has 7 bytes"],
    ["no header", new Uint8Array(8), "header, character 0: expected an object, found the end"],
    [
      "header beyond the file",
      lengthOnly(3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d),
      "the header's length is 3 bytes, but the file ends after 2",
    ],
    [
      "header above 100 MB",
      lengthOnly(1, 0xe1, 0xf5, 5, 0, 0, 0, 0),
      "is 100000001 bytes, expected at most 100000000",
    ],
    [
      "header of 2^63 bytes",
      lengthOnly(0, 0, 0, 0, 0, 0, 0, 0x80),
      "is 9223372036854776000 bytes, expected at most",
    ],
    [
      "not UTF-8",
      Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff),
      "the header is not UTF-8 text",
    ],
    ["a byte order mark", fileOf("\ufeff{}"), "character 0: expected an object"],
    ["not JSON", fileOf("{]"), 'character 1: expected a string, found "]"'],
    ["JSON cut short", fileOf('{"w":{"dtype":"F3'), "expected a string of Unicode text"],
    ["an array", fileOf("[]"), "expected an object"],
    ["deep nesting", fileOf("[".repeat(100_000)), "expected an object"],
    ["text after the header", fileOf("{} {}"), 'character 3: expected the end, found "{}"'],
    [
      "a tensor that is no object",
      fileOf({ w: 3 }),
      'tensor "w": header, character 5: expected an object, found "3}"',
    ],
    [
      "a tensor given twice",
      fileOf('{"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"w":{}}'),
      'the key "w" stands twice',
    ],
    [
      "a tensor given twice, escaped",
      fileOf('{"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0077":{}}'),
      'the key "w" stands twice',
    ],
    [
      "a field given twice",
      fileOf('{"w":{"dtype":"U8","dtype":"U8"}}'),
      'tensor "w": the key "dtype" stands twice',
    ],
    ["no dtype", fileOf(entry({ dtype: undefined })), 'tensor "w": has no dtype'],
    ["no shape", fileOf(entry({ shape: undefined })), 'tensor "w": has no shape'],
    [
      "no data_offsets",
      fileOf(entry({ data_offsets: undefined })),
      'tensor "w": has no data_offsets',
    ],
    [
      "fields in __proto__",
      fileOf('{"w":{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}}'),
      'unknown field "__proto__"',
    ],
    [
      "an unknown field",
      fileOf(entry({ strides: [1] })),
      'tensor "w": unknown field "strides", expected dtype, shape and data_offsets',
    ],
    [
      "an unknown dtype",
      fileOf(entry({ dtype: "F8_E4M3" })),
      'tensor "w": dtype is "F8_E4M3", expected one of F32, F64, F16, BF16, I32, I64, U8, I8, BOOL',
    ],
    [
      "a dtype that objects inherit",
      fileOf(entry({ dtype: "constructor" })),
      'dtype is "constructor", expected one of',
    ],
    [
      "a dtype that is no string",
      fileOf(entry({ dtype: 32 })),
      'tensor "w": header, character 14: expected a string',
    ],
    [
      "a negative axis",
      fileOf(entry({ shape: [-2] })),
      'expected an integer from 0 to 2^53 - 1, found "-2]',
    ],
    [
      "a fractional axis",
      fileOf(entry({ shape: [1.5] })),
      'expected an integer from 0 to 2^53 - 1, found "1.5]',
    ],
    [
      "an axis with exponent",
      fileOf('{"w":{"shape":[2e0]}}'),
      'expected an integer from 0 to 2^53 - 1, found "2e0]',
    ],
    [
      "an axis of 2^53",
      fileOf('{"w":{"shape":[9007199254740992]}}'),
      "expected an integer from 0 to 2^53 - 1",
    ],
    [
      "an axis that is no number",
      fileOf(entry({ shape: [null] })),
      "expected an integer from 0 to 2^53 - 1",
    ],
    ["a shape that is no array", fileOf(entry({ shape: 2 })), "expected an array"],
    [
      "a shape that overflows",
      fileOf(entry({ shape: [2 ** 52, 2 ** 52] }), new Uint8Array(8)),
      "the number of elements overflows",
    ],
    [
      "a shape of 2^64 elements, as many as none in 64 bits",
      fileOf(entry({ dtype: "U8", shape: [2 ** 32, 2 ** 32], data_offsets: [0, 0] })),
      "the number of elements overflows",
    ],
    [
      "one offset",
      fileOf(entry({ data_offsets: [0] }), new Uint8Array(8)),
      "data_offsets has 1 numbers, expected 2",
    ],
    [
      "three offsets",
      fileOf(entry({ data_offsets: [0, 8, 8] }), new Uint8Array(8)),
      "data_offsets has 3 numbers, expected 2",
    ],
    [
      "offsets beyond the file",
      fileOf(entry({}), new Uint8Array(7)),
      "data_offsets are [0, 8], expected a range within the 7 bytes after the header",
    ],
    [
      "offsets reversed",
      fileOf(entry({ data_offsets: [8, 0] }), new Uint8Array(8)),
      "data_offsets are [8, 0], expected a range",
    ],
    [
      "too few bytes for the shape",
      fileOf(entry({ shape: [3] }), new Uint8Array(8)),
      "data_offsets are [0, 8], 8 bytes; F32 [3] needs 12",
    ],
    [
      "too many bytes for the shape",
      fileOf(entry({ dtype: "F16" }), new Uint8Array(8)),
      "8 bytes; F16 [2] needs 4",
    ],
    [
      "bytes left over",
      fileOf(entry({}), new Uint8Array(9)),
      "the tensors end at byte 8 of 9; the rest belongs to none",
    ],
    [
      "overlap",
      fileOf(
        { ...entry({}), v: { dtype: "U8", shape: [5], data_offsets: [7, 12] } },
        new Uint8Array(12),
      ),
      'tensor "v": starts at byte 7, inside tensor "w"',
    ],
    [
      "the same bytes twice",
      fileOf(
        { ...entry({}), v: { dtype: "F32", shape: [2], data_offsets: [0, 8] } },
        new Uint8Array(8),
      ),
      'tensor "v": starts at byte 0, inside tensor "w"',
    ],
    [
      "a hole",
      fileOf(
        { ...entry({}), v: { dtype: "U8", shape: [3], data_offsets: [9, 12] } },
        new Uint8Array(12),
      ),
      'tensor "v": starts at byte 9; bytes 8 to 9 belong to no tensor',
    ],
    [
      "a hole at the start",
      fileOf(entry({ data_offsets: [1, 9] }), new Uint8Array(9)),
      "bytes 0 to 1 belong to no tensor",
    ],
    ["metadata that is no object", fileOf({ __metadata__: "pt" }), "expected an object"],
    ["metadata that is no string", fileOf({ __metadata__: { format: 1 } }), "expected a string"],
    ["a lone surrogate in a name", fileOf('{"\\ud800":{}}'), "expected a string of Unicode text"],
  ];

  it.each(cases)("refuses %s", (_, file, message) => {
    expect(() => readSafetensors(file)).toThrow(SafetensorsError);
    expect(() => readSafetensors(file)).toThrow(message);
  });

  it("names the tensor in the error", () => {
    try {
      readSafetensors(fileOf(entry({ dtype: "F4" }), new Uint8Array(8)));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ name: "SafetensorsError", tensor: "w" });
    }
  });

  it("keeps the message short when a name is long", () => {
    const file = fileOf({
      ["n".repeat(1e6)]: { dtype: "?".repeat(1e6), shape: [], data_offsets: [0, 0] },
    });
    try {
      readSafetensors(file);
      expect.unreachable();
    } catch (error) {
      expect(String(error).length).toBeLessThan(400);
    }
  });

  it("checks all bounds before it allocates: 2^50 elements of 8 bytes cost nothing", () => {
    const file = fileOf({ w: { dtype: "F64", shape: [2 ** 50], data_offsets: [0, 2 ** 53 - 1] } });
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readSafetensors(file)).toThrow(SafetensorsError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  });
});
