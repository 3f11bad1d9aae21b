import { afterAll, expect, test } from "vitest";
import { floatOfBits } from "../src/contract/float-bits.ts";
import { halfOfBits } from "../src/contract/half-precision.ts";
import type { HalfFloats } from "../src/contract/index.ts";
import { createThreadedWasmBackend, createWasmBackend } from "../src/index.ts";

const threaded = await createThreadedWasmBackend({ threads: 2, grain: 0.01, guarded: true });
afterAll(() => threaded.dispose?.());

const backends = {
  "one thread": createWasmBackend({ guarded: true }),
  "plain SIMD": createWasmBackend({ build: "simd", guarded: true }),
  "two threads": threaded,
};
const every = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

const widened: Readonly<Record<HalfFloats["format"], (bits: number) => number>> = {
  bfloat16: (bits) => floatOfBits(bits << 16),
  float16: halfOfBits,
};
const formats = Object.keys(widened) as HalfFloats["format"][];

const bitsOf = (values: Float32Array) => new Int32Array(values.buffer);

test.each(Object.entries(backends))("%s widens every float of 16 bits exactly", (_, backend) => {
  for (const format of formats) {
    const buffer = backend.allocate(every.length, "float32");
    backend.uploadPart!(buffer, { format, bits: every }, 0);
    const came = backend.readSync!(buffer) as Float32Array;
    const wrong = every.findIndex((bits) => !Object.is(came[bits], widened[format](bits)));
    expect(`${format} ${wrong}`).toBe(`${format} -1`);
    // A NaN keeps its sign and its fraction, at the upper end.
    const [fraction, kept] = format === "float16" ? [10, 13] : [7, 16];
    const nan = 0xffff & ~(1 << (fraction - 1));
    const expected = (0xff800000 | ((nan & ((1 << fraction) - 1)) << kept)) >> 0;
    expect(bitsOf(came)[nan]).toBe(expected);
    backend.release(buffer);
  }
});

test.each(Object.entries(backends))(
  "%s writes what it is given, and nothing beside",
  (_, backend) => {
    for (const format of formats)
      for (const count of [0, 1, 2, 7, 8, 9, 15, 16, 17, 63])
        for (const first of [0, 1, 3, 8]) {
          const before = backend.memory();
          const buffer = backend.allocate(first + count + 2, "float32");
          backend.upload(buffer, new Float32Array(first + count + 2).fill(7));
          const bits = every.slice(0x3c00, 0x3c00 + count);
          backend.uploadPart!(buffer, { format, bits }, first);
          const expected = [...Array(first).fill(7), ...Array.from(bits, widened[format]), 7, 7];
          expect([...backend.readSync!(buffer)]).toEqual(expected);
          expect(backend.overruns!()).toEqual([]);
          backend.release(buffer);
          expect(backend.memory().bytes).toBe(before.bytes);
        }
  },
);

test.each(Object.entries(backends))(
  "%s copies floats and integers from an element on",
  (_, backend) => {
    const floats = backend.allocate(5, "float32");
    backend.upload(floats, [1, 2, 3, 4, 5]);
    backend.uploadPart!(floats, Float32Array.of(0.5, -2), 2);
    expect([...backend.readSync!(floats)]).toEqual([1, 2, 0.5, -2, 5]);
    const integers = backend.allocate(3, "int32");
    backend.upload(integers, [1, 2, 3]);
    backend.uploadPart!(integers, Int32Array.of(-9), 2);
    expect([...backend.readSync!(integers)]).toEqual([1, 2, -9]);
    backend.release(floats);
    backend.release(integers);
  },
);

test("what does not fit is refused, and nothing is written", () => {
  const backend = backends["one thread"];
  const buffer = backend.allocate(4, "float32");
  backend.upload(buffer, [1, 2, 3, 4]);
  const half = { format: "float16", bits: Uint16Array.of(1, 2) } as const;
  for (const values of [Float32Array.of(8, 9), half])
    expect(() => backend.uploadPart!(buffer, values, 3)).toThrow(
      "wasm: 2 values from 3 on for a buffer of 4",
    );
  expect([...backend.readSync!(buffer)]).toEqual([1, 2, 3, 4]);
  const integers = backend.allocate(2, "int32");
  expect(() => backend.uploadPart!(integers, half, 0)).toThrow(
    "wasm: float16 for a buffer of int32, expected one of float32",
  );
  backend.release(buffer);
  backend.release(integers);
});
