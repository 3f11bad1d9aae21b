import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { defineOp } from "../op-definition/define-op.ts";
import { completeOptions } from "../options/complete-options.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type RopeFrequencyOptions, type RopeTables, ropeTables } from "./rope-tables.ts";

/** dy rotated back. */
export const ropeOp = defineOp("rope", {
  save: ({ cos, sin, positions }) => ({ cos, sin, positions }),
  backward: ({ gradient, saved: { cos, sin, positions }, attrs }) => {
    const inverse = !attrs.inverse;
    return { x: launch("rope", { x: gradient, cos, sin, positions }, { ...attrs, inverse }).y };
  },
});

export interface RopeOptions extends RopeFrequencyOptions {
  /** Pairs are channels (2i, 2i + 1), as in the paper; otherwise (i, i + dim / 2), as in Llama. */
  readonly interleaved?: boolean;
  /** int32 [tokens] or [batch, tokens]; offset, offset + 1, ... unless given. */
  readonly positions?: Tensor | undefined;
  /** Position of the first token. */
  readonly offset?: number;
  /** Channels that are rotated, from the first on; all of them unless given. */
  readonly dim?: number;
  /** Made by `ropeTables` for more than one use; theta, scaling and dim are theirs then. */
  readonly tables?: RopeTables | undefined;
}

const ropeDefaults: Required<Omit<RopeOptions, "dim">> = {
  theta: 10000,
  scaling: undefined,
  interleaved: false,
  positions: undefined,
  offset: 0,
  tables: undefined,
};

/**
 * Rotary position embedding: each pair of channels of x [..., tokens, headSize] rotated by
 * position * theta^(-2i / dim). Su et al., arXiv:2104.09864.
 */
export function rope(x: Tensor, options: RopeOptions = {}): Tensor {
  const [tokens, headSize] = x.shape.slice(-2);
  if (tokens === undefined || headSize === undefined)
    throw new ShapeError(`rope: x is ${formatShape(x.shape)}, expected [..., tokens, headSize]`);
  const { interleaved, positions, offset, dim, tables, theta, scaling } = completeOptions(
    "rope",
    options,
    { ...ropeDefaults, dim: headSize },
  );
  return scope(() => {
    const end = () => (positions ? endOf(positions) : offset + tokens);
    const { cos, sin } = tables ?? ropeTables(x.device, end(), dim, { theta, scaling });
    return ropeOp({ x, cos, sin, positions }, { interleaved, inverse: false, offset }).y;
  });
}

/** One more than the largest position. */
function endOf(positions: Tensor): number {
  let end = 1;
  for (const position of positions.dataSync()) end = Math.max(end, position + 1);
  return end;
}
