import {
  type AttentionAttrs,
  dropoutScale,
  dropoutThreshold,
  maskStrides,
  type Shape,
  type Strides,
} from "@qkv/core-wasm/contract";
import type { ParamType } from "../commands/program.ts";
import { isWide } from "./choose-form.ts";

/** Where the heads of an operand lie, in vec4s for wide programs and in elements for the others. */
type StrideParams<N extends string> = Record<`${N}${"Offset" | "Batch" | "Head" | "Row"}`, "u32">;

const strideParams = <N extends string>(name: N): StrideParams<N> =>
  ({
    [`${name}Offset`]: "u32",
    [`${name}Batch`]: "u32",
    [`${name}Head`]: "u32",
    [`${name}Row`]: "u32",
  }) as StrideParams<N>;

/** What every attention program is told. */
export const attentionParams = {
  batch: "u32",
  heads: "u32",
  keyValueHeads: "u32",
  queries: "u32",
  keys: "u32",
  headSize: "u32",
  /** vec4s that hold headSize elements. */
  head4: "u32",
  /** Query t sees t + reach keys, at least none and at most all. */
  reach: "i32",
  scale: "f32",
  ...strideParams("q"),
  ...strideParams("k"),
  ...strideParams("v"),
  ...strideParams("o"),
  maskBatch: "u32",
  maskHead: "u32",
  maskRow: "u32",
  dropThreshold: "u32",
  dropScale: "f32",
  seed: "u32",
  stream: "u32",
} as const satisfies Record<string, ParamType>;
type AttentionParam = keyof typeof attentionParams;

/** Their values. */
export function attentionValues(
  attrs: AttentionAttrs,
  mask: Shape | undefined,
): Record<AttentionParam, number> {
  const { batch, heads, keyValueHeads, queries, keys, headSize, scale, seed, stream } = attrs;
  const unit = isWide(attrs) ? 4 : 1;
  const [maskBatch, maskHead, maskRow] = mask ? maskStrides(mask) : [0, 0, 0];
  return {
    ...{ batch, heads, keyValueHeads, queries, keys, headSize, scale, seed, stream },
    head4: Math.ceil(headSize / 4),
    reach: attrs.causal ? attrs.queryOffset + 1 : keys,
    ...strideValues("q", attrs.q, unit),
    ...strideValues("k", attrs.k, unit),
    ...strideValues("v", attrs.v, unit),
    ...strideValues("o", attrs.o, unit),
    ...{ maskBatch, maskHead, maskRow },
    // p = 1 leaves one word in 2^32 above it, whose weight becomes 0 by its factor.
    dropThreshold: Math.min(dropoutThreshold(attrs.dropoutP), 2 ** 32 - 1),
    dropScale: dropoutScale(attrs.dropoutP),
  };
}

const strideValues = <N extends string>(
  name: N,
  { offset, batch, head, row }: Strides,
  unit: number,
): Record<keyof StrideParams<N>, number> =>
  ({
    [`${name}Offset`]: offset / unit,
    [`${name}Batch`]: batch / unit,
    [`${name}Head`]: head / unit,
    [`${name}Row`]: row / unit,
  }) as Record<keyof StrideParams<N>, number>;
