import { expect, it } from "vitest";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import type { KernelName } from "../src/contract/index.ts";
import { runKernel } from "./run-kernel.ts";

const wasm = createWasmBackend();
const SMALLEST_NORMAL = 2 ** -126;

/** Every `step`-th float32 between two positive floats, by bit pattern. */
function floatsBetween(from: number, to: number, step: number): Float32Array {
  const bits = new Uint32Array(new Float32Array([from, to]).buffer);
  const count = Math.floor((bits[1]! - bits[0]!) / step) + 1;
  return new Float32Array(
    Uint32Array.from({ length: count }, (_, i) => bits[0]! + i * step).buffer,
  );
}

function worstRelativeError(
  kernel: KernelName,
  values: Float32Array,
  exact: (x: number) => number,
): number {
  const { y } = runKernel(wasm, kernel, { x: { shape: [values.length], values } });
  let worst = 0;
  for (let i = 0; i < values.length; i++) {
    const expected = exact(values[i]!);
    if (Math.abs(expected) < SMALLEST_NORMAL) {
      expect(Math.abs(y![i]! - expected)).toBeLessThanOrEqual(2 ** -148);
    } else if (Math.abs(Math.fround(expected)) === Infinity)
      expect(y![i]).toBe(Math.fround(expected));
    else worst = Math.max(worst, Math.abs(y![i]! / expected - 1));
  }
  return worst;
}

it("exp is within 3e-7 over the whole range, denormals and overflow included", () => {
  const positive = floatsBetween(1e-8, 200, 997);
  expect(worstRelativeError("exp", positive, Math.exp)).toBeLessThan(3e-7);
  expect(
    worstRelativeError(
      "exp",
      positive.map((x) => -x),
      Math.exp,
    ),
  ).toBeLessThan(3e-7);
  const top = floatsBetween(88.7, 88.73, 1);
  expect(worstRelativeError("exp", top, Math.exp)).toBeLessThan(3e-7);
});

it("log is within 3e-7 over the whole range, denormals included", () => {
  const all = floatsBetween(2 ** -149, 3.4028234663852886e38, 4999);
  expect(worstRelativeError("log", all, Math.log)).toBeLessThan(3e-7);
  const aroundOne = floatsBetween(0.9, 1.1, 11);
  expect(worstRelativeError("log", aroundOne, Math.log)).toBeLessThan(3e-7);
});
