import { defineOp } from "../op-definition/define-op.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { expectProbability } from "../options/expect-count.ts";
import { defaultGenerator, Generator } from "../random/generator.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add } from "./add.ts";

/** The same elements dropped from dy: the counter-based generator makes them again. */
export const dropoutOp = defineOp("dropout", {
  save: () => ({}),
  backward: ({ gradient, attrs, wants }) => ({
    x: wants.x ? launch("dropout", { x: gradient }, attrs).y : undefined,
    residual: gradient,
  }),
});

/**
 * Zero each element with probability p, scale the others by 1 / (1 - p); plus the residual, of x's shape, in the same
 * pass. Srivastava et al., JMLR 2014.
 */
export function dropout(
  x: Tensor,
  p: number,
  generator: Generator = defaultGenerator,
  residual?: Tensor,
): Tensor {
  expectTensor("dropout", "x", x);
  expectProbability("dropout", "p", p);
  expectInstance("dropout", "generator", generator, Generator, "a Generator");
  if (p === 0) return residual ? add(residual, x) : x;
  return dropoutOp({ x, residual }, { p, ...generator.nextStream() }).y;
}
