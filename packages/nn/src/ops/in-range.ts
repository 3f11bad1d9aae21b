import { wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

interface Range {
  readonly from: number;
  readonly to?: number;
  /** Let NaN pass; it does not unless said. */
  readonly nan?: boolean;
}

/**
 * x, of which every element must lie in the range: a RangeError names the first that does not. Devices that cannot wait
 * throw it when something is read. dx = dy.
 */
export function inRange(
  what: string,
  x: Tensor,
  { from, to = Infinity, nan = false }: Range,
): Tensor {
  const attrs = { from, to, nan, what };
  const { y } = launch("inRange", { x }, attrs);
  if (wantsGrad(x)) record("inRange", attrs, { x }, y, {}, ({ gradient }) => ({ x: gradient }));
  return y;
}
