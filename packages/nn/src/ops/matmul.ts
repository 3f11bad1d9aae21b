import { type AttrsOf, sizeOf } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOp, type GradientsOf } from "./define-op.ts";
import { geluOp } from "./gelu.ts";
import { reduceTo } from "./reduce-to.ts";
import { reluOp } from "./relu.ts";
import { soleOutput } from "./sole-output.ts";

type MatmulAttrs = AttrsOf<"matmul">;

const plain = { activation: "none" } as const;

/** With A' = op(A), B' = op(B): dA' = dC B'^T and dB' = A'^T dC, transposed back when stored transposed. */
export const matmulOp = defineOp("matmul", {
  save: ({ a, b }) => ({ a, b }),
  // A weight: what lasts is worth a copy in the order in which it is read.
  inference: ({ b }, { transposeB }) =>
    b.lasting && b.shape.length === 2 && b.size > 0
      ? { b: b.storage.prepacked(b.shape, transposeB) }
      : {},
  backward: ({ gradient, saved: { a, b }, attrs, shapes, wants }) => ({
    ...(b.shape.length === 2 && !attrs.transposeA
      ? foldedGradients(gradient, a, b, attrs, wants)
      : batchedGradients(gradient, a, b, attrs, wants)),
    bias: wants.bias ? reduceTo(gradient, shapes.bias!) : undefined,
    residual: wants.residual ? reduceTo(gradient, shapes.residual!) : undefined,
  }),
});

type Wants = { readonly a?: boolean; readonly b?: boolean };
type MatmulGradients = Pick<GradientsOf<"matmul">, "a" | "b">;

/** B without batch axes: all batches of A are rows of one matrix, and dB needs no sum over batches. */
function foldedGradients(
  gradient: Tensor,
  a: Tensor,
  b: Tensor,
  { transposeB }: MatmulAttrs,
  wants: Wants,
): MatmulGradients {
  const rows = sizeOf(a.shape.slice(0, -1));
  const x = a.view([rows, a.shape.at(-1)!]); // [rows, k]
  const dy = gradient.view([rows, gradient.shape.at(-1)!]); // [rows, n]
  const da = wants.a
    ? launch("matmul", { a: dy, b }, { ...plain, transposeA: false, transposeB: !transposeB }).c
    : undefined;
  const db = wants.b
    ? transposeB
      ? launch("matmul", { a: dy, b: x }, { ...plain, transposeA: true, transposeB: false }).c // [n, k]
      : launch("matmul", { a: x, b: dy }, { ...plain, transposeA: true, transposeB: false }).c // [k, n]
    : undefined;
  return { a: da?.view(a.shape), b: db };
}

function batchedGradients(
  gradient: Tensor,
  a: Tensor,
  b: Tensor,
  { transposeA, transposeB }: MatmulAttrs,
  wants: Wants,
): MatmulGradients {
  const da = wants.a
    ? transposeA
      ? launch(
          "matmul",
          { a: b, b: gradient },
          { ...plain, transposeA: transposeB, transposeB: true },
        )
      : launch(
          "matmul",
          { a: gradient, b },
          { ...plain, transposeA: false, transposeB: !transposeB },
        )
    : undefined;
  const db = wants.b
    ? transposeB
      ? launch(
          "matmul",
          { a: gradient, b: a },
          { ...plain, transposeA: true, transposeB: transposeA },
        )
      : launch(
          "matmul",
          { a, b: gradient },
          { ...plain, transposeA: !transposeA, transposeB: false },
        )
    : undefined;
  return { a: da && reduceTo(da.c, a.shape), b: db && reduceTo(db.c, b.shape) };
}

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** [n], added to every row. */
  readonly bias?: Tensor | undefined;
  /** Of the result's shape, added to it; not together with an activation. */
  readonly residual?: Tensor | undefined;
  readonly activation?: MatmulAttrs["activation"];
}

/** [..., m, k] x [..., k, n] -> [..., m, n]; leading axes broadcast as in `torch.matmul`. */
export function matmul(
  a: Tensor,
  b: Tensor,
  {
    transposeA = false,
    transposeB = false,
    bias,
    residual,
    activation = "none",
  }: MatmulOptions = {},
): Tensor {
  const inputs = { a, b, bias, residual };
  // A fused activation keeps nothing for its gradient: in training it is an op of its own.
  const fused = activation === "none" || !wantsGrad(a, b, bias, residual);
  const { c } = matmulOp(inputs, {
    transposeA,
    transposeB,
    activation: fused ? activation : "none",
  });
  if (fused) return c;
  const approximate = activation === "geluTanh" ? "tanh" : "none";
  const y =
    activation === "relu"
      ? reluOp({ x: c }, {}).y
      : soleOutput(geluOp({ x: c }, { approximate, slope: true }), "y");
  c.dispose(); // what its gradient needs is saved
  return y;
}
