import { defineKernel, type OracleOf } from "../kernel.ts";
import { forEachMatrix, matmulGeometry, type TransposeFlags } from "../matmul-geometry.ts";
import { expectShape, ShapeError, sizeOf } from "../shape.ts";
import { geluOf } from "./gelu.ts";
import { matmulSamples } from "./matmul-samples.ts";
import { reluOf } from "./relu.ts";

/** What `matmul` applies to its sums; "geluTanh" is PyTorch's `F.gelu(x, approximate="tanh")`. */
export type Activation = "none" | "gelu" | "geluTanh" | "relu";

/** What a launch of `matmul` is told. */
export interface MatmulAttrs extends TransposeFlags {
  /** Applied to the sum with the bias; not together with a residual. */
  readonly activation: Activation;
}

const activations: Readonly<Record<Activation, (x: number) => number>> = {
  none: (x) => x,
  gelu: (x) => geluOf(x, "none"),
  geluTanh: (x) => geluOf(x, "tanh"),
  relu: reluOf,
};

/**
 * c = activation(op(a) op(b) + bias), or op(a) op(b) + bias + residual; op transposes the last two
 * axes where its flag is set. a [..., m, k], b [..., k, n], bias [n], residual and c [..., m, n];
 * leading axes broadcast as in numpy.
 */
export const matmul = defineKernel<MatmulAttrs>()({
  inputs: { a: {}, b: {}, bias: { optional: true }, residual: { optional: true } },
  outputs: { c: {} },
  shapes: ({ a, b, bias, residual }, attrs) => {
    const { batch, m, n } = matmulGeometry("matmul", a, b, attrs);
    const c = [...batch, m, n];
    if (bias) expectShape("matmul", "bias", bias, [n]);
    if (residual) expectShape("matmul", "residual", residual, c);
    if (residual && attrs.activation !== "none")
      throw new ShapeError(
        `matmul: residual is given with activation "${attrs.activation}", expected activation "none"`,
      );
    return { c };
  },
  flops: ({ a, b }, attrs) => {
    const { batch, m, n, k } = matmulGeometry("matmul", a, b, attrs);
    return 2 * sizeOf(batch) * m * n * k;
  },
});

export const matmulOracle: OracleOf<typeof matmul> = {
  reference: ({ a, b, bias, residual }, { c }, shapes, attrs) => {
    const geometry = matmulGeometry("matmul", shapes.a, shapes.b, attrs);
    const { m, n, k } = geometry;
    const activate = activations[attrs.activation];
    const [aRow, aColumn] = attrs.transposeA ? [1, m] : [k, 1];
    const [bRow, bColumn] = attrs.transposeB ? [1, k] : [n, 1];
    forEachMatrix(geometry, (matrix, ofA, ofB) => {
      for (let row = 0; row < m; row++)
        for (let column = 0; column < n; column++) {
          let sum = bias?.[column] ?? 0;
          for (let i = 0; i < k; i++)
            sum +=
              a[ofA * m * k + row * aRow + i * aColumn]! *
              b[ofB * k * n + i * bRow + column * bColumn]!;
          const at = (matrix * m + row) * n + column;
          c[at] = activate(sum + (residual?.[at] ?? 0));
        }
    });
  },
  samples: matmulSamples,
  tolerance: 5e-6,
  compose: (composer, { a, b, bias, residual }, _shapes, attrs) => {
    let c = composer.run("matmul", { a, b }, { ...attrs, activation: "none" });
    if (bias) c = composer.run("add", { a: c, b: bias }, {});
    if (residual) c = composer.run("add", { a: c, b: residual }, {});
    if (attrs.activation === "none") return c;
    if (attrs.activation === "relu") return composer.run("relu", { x: c }, {});
    const approximate = attrs.activation === "gelu" ? "none" : "tanh";
    return composer.run("gelu", { x: c }, { approximate, slope: false });
  },
};
