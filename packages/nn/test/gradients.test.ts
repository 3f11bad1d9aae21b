import { randomInputs } from "@qkv/core-wasm/conformance";
import { type KernelSpec, kernels, type Operands, type Shape } from "@qkv/core-wasm/contract";
import { describe, expect, test } from "vitest";
import { type OpName, ops } from "../src/ops/index.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { worstGradientError } from "./finite-differences.ts";

type AnySpec = KernelSpec<Operands, Operands, object>;
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
  const spec = kernels[name] as unknown as AnySpec;
  const samples = spec.samples.filter(
    ({ shapes, attrs, scale = 1 }) => scale <= 1 && spec.flops(shapes, attrs) < MOST_FLOPS,
  );
  const moved = new Set<string>();
  const constants = Object.keys(spec.inputs).filter((input) => spec.inputs[input]!.constant);

  test.each(samples.map((sample, i) => [i, JSON.stringify(sample.shapes), sample] as const))(
    "#%i %s",
    (index, _, sample) => {
      const attrs = { ...sample.attrs, ...trainingAttrs[name] };
      // A matmul with a fused activation is not recorded: training runs the activation as an op.
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
