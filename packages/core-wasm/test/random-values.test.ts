import { afterAll, expect, test, vi } from "vitest";
import { ThreadPool } from "../src/backend/threads/thread-pool.ts";
import { drawFloat32, type RandomValues } from "../src/contract/index.ts";
import { createReferenceBackend } from "../src/contract/reference.ts";
import { createThreadedWasmBackend, createWasmBackend } from "../src/index.ts";

const threaded = await createThreadedWasmBackend({ threads: 3, grain: 0.01, guarded: true });
afterAll(() => threaded.dispose?.());

const backends = {
  "one thread": createWasmBackend({ guarded: true }),
  "plain SIMD": createWasmBackend({ build: "simd", guarded: true }),
  "three threads": threaded,
  reference: createReferenceBackend(),
};

const key = { seed: 0xfedcba98, stream: 5 };
const requests: readonly RandomValues[] = [
  { distribution: "uniform", center: 0, spread: 0.02, ...key },
  { distribution: "uniform", center: 0.5, spread: 0.5, ...key },
  { distribution: "normal", center: 0, spread: 1, ...key },
  { distribution: "normal", center: -3, spread: 0.02, ...key, stream: 0xffffffff },
];

test.each(Object.entries(backends))("%s draws the bits of the definition", (_, backend) => {
  for (const values of requests)
    for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 17, 63, 100, 128, 129, 135, 4099]) {
      const before = backend.memory();
      const buffer = backend.allocate(count, "float32");
      backend.draw!(buffer, values);
      expect(Float32Array.from(backend.readSync!(buffer))).toEqual(drawFloat32(values, count));
      expect(backend.overruns?.() ?? []).toEqual([]);
      backend.release(buffer);
      expect(backend.memory().bytes).toBe(before.bytes);
    }
});

// What libraries of engines and ours may differ in is the last bit of float64: one float32 of a thousand million.
test("a million normal numbers are those of the engine's own functions, to the bit", () => {
  const backend = createWasmBackend();
  const values = requests[2]!;
  const buffer = backend.allocate(2 ** 20, "float32");
  backend.draw!(buffer, values);
  const expected = drawFloat32(values, 2 ** 20);
  const wrong = backend.readSync!(buffer).findIndex((value, i) => value !== expected[i]);
  expect(wrong).toBe(-1);
});

test.each(Object.entries(backends))("%s draws from any multiple of eight on", (_, backend) => {
  for (const values of requests) {
    const buffer = backend.allocate(13, "float32");
    backend.draw!(buffer, values, 24);
    const all = drawFloat32(values, 24 + 13);
    expect(Float32Array.from(backend.readSync!(buffer))).toEqual(all.slice(24));
    backend.release(buffer);
  }
  if (backend.name === "reference") return;
  const buffer = backend.allocate(1, "float32");
  expect(() => backend.draw!(buffer, requests[0]!, 4)).toThrow(
    "first is 4, expected a multiple of 8",
  );
  backend.release(buffer);
});

test("a uniform number that float32 rounds to the upper bound becomes the largest below it", () => {
  const largest = 0.75;
  const values: RandomValues = { ...requests[1]!, largest };
  for (const backend of Object.values(backends)) {
    const buffer = backend.allocate(1000, "float32");
    backend.draw!(buffer, values);
    const drawn = Float32Array.from(backend.readSync!(buffer));
    expect(drawn).toEqual(drawFloat32(values, 1000));
    expect(Math.max(...drawn)).toBe(largest);
    backend.release(buffer);
  }
});

test("threads share what is drawn", () => {
  const run = vi.spyOn(ThreadPool.prototype, "run");
  const buffer = threaded.allocate(4099, "float32");
  for (const values of requests) threaded.draw!(buffer, values);
  expect(run.mock.calls.map(([{ kernel, rows }]) => [kernel, rows > 3])).toEqual([
    ["drawUniform", true],
    ["drawUniform", true],
    ["drawNormal", true],
    ["drawNormal", true],
  ]);
  run.mockRestore();
  threaded.release(buffer);
});
