import { expect, it } from "vitest";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { erf } from "../src/contract/erf.ts";
import type { KernelName } from "../src/contract/index.ts";
import { runKernel } from "./run-kernel.ts";

const wasm = createWasmBackend();

/** Every `step`-th float32 between two positive floats, by bit pattern, and their negatives. */
function floatsBetween(from: number, to: number, step: number): Float32Array {
  const bits = new Uint32Array(new Float32Array([from, to]).buffer);
  const count = Math.floor((bits[1]! - bits[0]!) / step) + 1;
  const positive = new Float32Array(
    Uint32Array.from({ length: count }, (_, i) => bits[0]! + i * step).buffer,
  );
  return Float32Array.from([...positive, ...positive.map((x) => -x)]);
}

/** Worst error of the kernel over the values, absolute or relative to the result. */
function worst(
  kernel: KernelName,
  values: Float32Array,
  exact: (x: number) => number,
  kind: "absolute" | "relative",
  attrs: object = {},
): number {
  const { y } = runKernel(wasm, kernel, { x: { shape: [values.length], values } }, attrs);
  let error = 0;
  for (let i = 0; i < values.length; i++) {
    const expected = exact(values[i]!);
    // Below, a factor of the result may be denormal, and has fewer digits.
    if (kind === "relative" && Math.abs(expected) < 2 ** -118) continue;
    if (Math.abs(Math.fround(expected)) === Infinity) {
      expect(y![i]).toBe(Math.fround(expected));
      continue;
    }
    const difference = Math.abs(y![i]! - expected);
    error = Math.max(error, kind === "absolute" ? difference : difference / Math.abs(expected));
  }
  return error;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const everywhere = floatsBetween(1e-30, 3e38, 4999);
const slope = { slope: false };

it("tanh, erf and sigmoid keep their digits near 0 and in their tails", () => {
  expect(worst("tanh", everywhere, Math.tanh, "relative")).toBeLessThan(3e-7);
  expect(worst("erf", everywhere, erf, "relative")).toBeLessThan(4e-7);
  expect(worst("sigmoid", everywhere, sigmoid, "relative")).toBeLessThan(4e-7);
});

it("silu and softplus keep their digits in the negative tail", () => {
  const silu = (x: number) => x * sigmoid(x);
  const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  expect(worst("silu", everywhere, silu, "relative", slope)).toBeLessThan(5e-7);
  const usual = { beta: 1, threshold: 20, ...slope };
  expect(worst("softplus", everywhere, softplus, "relative", usual)).toBeLessThan(6e-7);
});

it("sin and cos are within 1e-7 over all of float32", () => {
  const angles = [floatsBetween(1e-30, 1e6, 1999), floatsBetween(1e6, 3.4e38, 1999)];
  for (const kernel of ["sin", "cos"] as const)
    for (const values of angles)
      expect(worst(kernel, values, Math[kernel], "absolute")).toBeLessThan(1e-7);
});

it("sin and cos keep their digits where a far angle is next to their zeros", () => {
  // The float32 that is closest to a multiple of pi / 2: 16367173 * 2^72 (Muller, Elementary Functions, table of worst cases).
  const values = Float32Array.of(16367173 * 2 ** 72, -16367173 * 2 ** 72);
  const smallest = values.map((x) => Math.min(Math.abs(Math.sin(x)), Math.abs(Math.cos(x))));
  expect(smallest[0]).toBeLessThan(1e-8);
  for (const kernel of ["sin", "cos"] as const)
    expect(worst(kernel, values, Math[kernel], "relative")).toBeLessThan(3e-7);
});

it("pow is within 2e-7 wherever the result is a float32", () => {
  for (const exponent of [0.5, -0.5, 1 / 3, 2.7, -1.1, 3, -7, 40.25, 1e-3]) {
    const whole = Number.isInteger(exponent);
    const values = floatsBetween(1e-38, 3e38, 99991).filter((x) => x > 0 || whole);
    expect(worst("pow", values, (x) => x ** exponent, "relative", { exponent })).toBeLessThan(2e-7);
  }
});

it("softmax gives probabilities down to the smallest float, and zero below", () => {
  const logits = [0, ...Array.from({ length: 440 }, (_, i) => -i / 4), -1e4, -Infinity];
  const values = Float32Array.from(logits);
  const { y } = runKernel(wasm, "softmax", { x: { shape: [1, values.length], values } }, {});
  const sum = logits.reduce((total, x) => total + Math.exp(x), 0);
  logits.forEach((x, i) => {
    const expected = Math.exp(x) / sum;
    if (x <= -88.25) expect(y![i], `${x}`).toBe(0);
    else if (x < -87) expect(Math.abs(y![i]! - expected), `${x}`).toBeLessThan(2 ** -126);
    else expect(Math.abs(y![i]! / expected - 1), `${x}`).toBeLessThan(4e-6);
  });
});
