import { formatShape, type Shape, ShapeError } from "@qkv/core-wasm/contract";
import { defineOptions, type Given } from "../options/define-options.ts";
import { integer } from "../options/fields.ts";

export const positionOptions = defineOptions("forward", {
  /** Position of the first token, when others came before it. */
  offset: integer({ from: 0, default: 0, expected: "a count" }),
});

/** Where the positions of a pass start. */
export type PositionOptions = Given<typeof positionOptions>;

/** Tokens of x [..., tokens, dModel]; an error that names the module where x is no such tensor. */
export function expectTokens(path: string, x: Shape, dModel: number): number {
  const [tokens, width] = x.slice(-2);
  if (tokens === undefined || width !== dModel)
    throw new ShapeError(`${path}: x is ${formatShape(x)}, expected [..., tokens, ${dModel}]`);
  return tokens;
}
