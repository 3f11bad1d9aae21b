import { type AttrsOf, sizeOf } from "@qkv/core-wasm/contract";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { GradientsOf } from "./define-op.ts";
import { reduceTo } from "./reduce-to.ts";

type MatmulAttrs = AttrsOf<"matmul">;
const plain = { activation: "none" } as const;

type Wants = { readonly a?: boolean; readonly b?: boolean };
type MatmulGradients = Pick<GradientsOf<"matmul">, "a" | "b">;

/** With A' = op(A), B' = op(B): dA' = dC B'^T and dB' = A'^T dC, transposed back when stored transposed. */
export const productGradients = (
  gradient: Tensor,
  a: Tensor,
  b: Tensor,
  attrs: MatmulAttrs,
  wants: Wants,
): MatmulGradients => {
  return b.shape.length === 2 && !attrs.transposeA
    ? foldedGradients(gradient, a, b, attrs, wants)
    : batchedGradients(gradient, a, b, attrs, wants);
};

/** B without batch axes: all batches of A are rows of one matrix, and dB needs no sum over batches. */
function foldedGradients(
  gradient: Tensor,
  a: Tensor,
  b: Tensor,
  { transposeB }: MatmulAttrs,
  wants: Wants,
): MatmulGradients {
  const rows = sizeOf(a.shape.slice(0, -1));
  const x = a.alias([rows, a.shape.at(-1)!]); // [rows, k]
  const dy = gradient.alias([rows, gradient.shape.at(-1)!]); // [rows, n]
  const da = wants.a
    ? launch("matmul", { a: dy, b }, { ...plain, transposeA: false, transposeB: !transposeB }).c
    : undefined;
  const db = wants.b
    ? transposeB
      ? launch("matmul", { a: dy, b: x }, { ...plain, transposeA: true, transposeB: false }).c // [n, k]
      : launch("matmul", { a: x, b: dy }, { ...plain, transposeA: true, transposeB: false }).c // [k, n]
    : undefined;
  return { a: da?.alias(a.shape), b: db };
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
