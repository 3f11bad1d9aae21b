import { formatShape, type Shape, ShapeError } from "@qkv/core-wasm/contract";

export interface PositionOptions {
  /** Position of the first token, when others came before it. */
  readonly offset?: number;
}

/** Tokens of x [..., tokens, dModel]; an error that names the module where x is no such tensor. */
export function expectTokens(path: string, x: Shape, dModel: number): number {
  const [tokens, width] = x.slice(-2);
  if (tokens === undefined || width !== dModel)
    throw new ShapeError(`${path}: x is ${formatShape(x)}, expected [..., tokens, ${dModel}]`);
  return tokens;
}

export function expectOffset(path: string, offset: number): void {
  if (!Number.isInteger(offset) || offset < 0)
    throw new RangeError(`${path}: offset is ${offset}, expected a count`);
}
