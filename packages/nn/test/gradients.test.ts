import { randomInputs, specOf } from "@qkv/core-wasm/conformance";
import { kernels, oracles, type Shape } from "@qkv/core-wasm/contract";
import { describe, expect, test } from "vitest";
import { type OpName, ops } from "../src/ops/every-op.ts";
import { matmul } from "../src/ops/matmul.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { worstGradientError } from "./finite-differences.ts";

type AnyOp = (inputs: object, attrs: object) => Record<string, Tensor>;

/** What training asks of kernels that compute their slope in the forward pass. */
const trainingAttrs: Partial<Record<OpName, object>> = {
  gelu: { slope: true },
  silu: { slope: true },
  softplus: { slope: true },
  crossEntropy: { gradient: true },
};
const MOST_FLOPS = 3e5; // the float64 loops run 24 times for each input

describe.each(Object.keys(ops) as OpName[])("gradient of %s", (name) => {
  const spec = specOf(name);
  const samples = spec.samples.filter(
    ({ shapes, attrs, scale = 1 }) => scale <= 1 && spec.flops(shapes, attrs) < MOST_FLOPS,
  );
  const moved = new Set<string>();
  const constants = Object.keys(spec.inputs).filter((input) => spec.inputs[input]!.constant);

  test.each(samples.map((sample, i) => [i, JSON.stringify(sample.shapes), sample] as const))(
    "#%i %s",
    (index, _, sample) => {
      const attrs = { ...sample.attrs, ...trainingAttrs[name] };
      // Training records a matmul with its activation otherwise: below.
      if ("activation" in attrs) Object.assign(attrs, { activation: "none" });
      const values = randomInputs(spec, sample, 100 + index);
      const shapes = sample.shapes as Record<string, Shape>;
      const { worst, where, nonZero } = worstGradientError(
        (inputs) => Object.values((ops[name] as unknown as AnyOp)(inputs, attrs))[0]!,
        values as never,
        shapes,
        constants,
      );
      expect(worst, `worst at ${where}`).toBeLessThan(1e-5);
      for (const input of nonZero) moved.add(input);
    },
  );

  test("moves every float input in some sample", () => {
    const floats = Object.entries(spec.inputs).filter(
      ([, { dtype, constant }]) => dtype !== "int32" && !constant,
    );
    expect([...moved].sort()).toEqual(floats.map(([input]) => input).sort());
  });
});

describe("gradient of matmul with its activation", () => {
  const { samples } = oracles.matmul;
  const activated = samples.filter(({ shapes, attrs, scale = 1 }) => {
    const small = kernels.matmul.flops(shapes, attrs) < MOST_FLOPS;
    return attrs.activation !== "none" && scale <= 1 && small;
  });

  const cases = activated.flatMap((sample) => [
    { sample, biased: true },
    { sample, biased: false },
  ]);

  test("has samples of all activations with a bias", () => {
    const biased = activated.filter(({ shapes }) => shapes.bias);
    const kinds = new Set(biased.map(({ attrs }) => attrs.activation));
    expect([...kinds].sort()).toEqual(["gelu", "geluTanh", "relu"]);
  });

  test.each(cases.map((each, i) => [i, JSON.stringify(each), each] as const))(
    "#%i %s",
    (index, _, { sample, biased }) => {
      const spec = specOf("matmul");
      const values = randomInputs(spec, spec.samples[samples.indexOf(sample)]!, 100 + index);
      if (!biased) delete values.bias;
      const { worst, where } = worstGradientError(
        ({ a, b, bias }) => matmul(a!, b!, { ...sample.attrs, bias }),
        values as never,
        sample.shapes as unknown as Record<string, Shape>,
      );
      expect(worst, `worst at ${where}`).toBeLessThan(1e-5);
    },
  );
});
