import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { defineOp } from "../op-definition/define-op.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { anything, flag, instance, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type RopeTables, ropeFrequencyOptions, ropeTables } from "./rope-tables.ts";

/** dy rotated back. */
export const ropeOp = defineOp("rope", {
  save: ({ cos, sin, positions }) => ({ cos, sin, positions }),
  backward: ({ gradient, saved: { cos, sin, positions }, attrs }) => {
    const inverse = !attrs.inverse;
    return { x: launch("rope", { x: gradient, cos, sin, positions }, { ...attrs, inverse }).y };
  },
});

export const ropeOptions = defineOptions("rope", {
  ...ropeFrequencyOptions.fields,
  /** Pairs are channels (2i, 2i + 1), as in the paper; otherwise (i, i + dim / 2), as in Llama. */
  interleaved: flag({ default: false }),
  /** int32 [tokens] or [batch, tokens]; offset, offset + 1, ... unless given. */
  positions: instance(Tensor, { optional: true }),
  /** Position of the first token. */
  offset: number({ default: 0 }),
  /** Channels that are rotated, from the first on; all of them unless given. */
  dim: number({ optional: true }),
  /** Made by `ropeTables` for more than one use; theta, scaling and dim are theirs then. */
  tables: anything<RopeTables>({ optional: true }),
});

/** Options of `rope`: the frequencies, or tables of them, and which positions and channels are meant. */
export type RopeOptions = Given<typeof ropeOptions>;

/**
 * Rotary position embedding: each pair of channels of x [..., tokens, headSize] rotated by
 * position * theta^(-2i / dim). Su et al., arXiv:2104.09864.
 */
export function rope(x: Tensor, options: RopeOptions = {}): Tensor {
  expectTensor("rope", "x", x);
  const [tokens, headSize] = lastAxes(x);
  const { dim = headSize, tables, theta, scaling, ...chosen } = ropeOptions.complete(options);
  const { positions, offset } = chosen;
  if (tables) return ropeByTables(x, tables, chosen);
  return scope(() => {
    const end = positions ? endOf(positions) : offset + tokens;
    return ropeByTables(x, ropeTables(x.device, end, dim, { theta, scaling }), chosen);
  });
}

/** What stands beside the tables. */
export type RopePlaces = Pick<Complete<typeof ropeOptions>, "interleaved" | "offset" | "positions">;

/** The same with everything given, for those who keep tables: every token of decoding comes here. */
export function ropeByTables(
  x: Tensor,
  { cos, sin }: RopeTables,
  { interleaved, offset, positions }: RopePlaces,
): Tensor {
  lastAxes(x);
  return ropeOp({ x, cos, sin, positions }, { interleaved, inverse: false, offset }).y;
}

function lastAxes({ shape }: Tensor): readonly [tokens: number, headSize: number] {
  const [tokens, headSize] = [shape.at(-2), shape.at(-1)];
  if (tokens === undefined || headSize === undefined)
    throw new ShapeError(`rope: x is ${formatShape(shape)}, expected [..., tokens, headSize]`);
  return [tokens, headSize];
}

/** One more than the largest position. */
function endOf(positions: Tensor): number {
  let end = 1;
  for (const position of positions.dataSync()) end = Math.max(end, position + 1);
  return end;
}
