import { defaultGenerator, type Generator } from "../random/generator.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOp } from "./define-op.ts";

/** The same elements dropped from dy: the counter-based generator makes them again. */
export const dropoutOp = defineOp("dropout", {
  save: () => ({}),
  backward: ({ gradient, attrs }) => ({ x: launch("dropout", { x: gradient }, attrs).y }),
});

/** Zero each element with probability p, scale the others by 1 / (1 - p). Srivastava et al., JMLR 2014. */
export function dropout(x: Tensor, p: number, generator: Generator = defaultGenerator): Tensor {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`dropout: p is ${p}, expected 0 to 1`);
  if (p === 0) return x;
  return dropoutOp({ x }, { p, ...generator.nextStream() }).y;
}
