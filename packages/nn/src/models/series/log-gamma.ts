import { add } from "../../ops/add.ts";
import { div } from "../../ops/div.ts";
import { log } from "../../ops/log.ts";
import { mul } from "../../ops/mul.ts";
import { scale } from "../../ops/scale.ts";
import { sub } from "../../ops/sub.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Of Lanczos' series for g = 5: SIAM J. Numer. Anal. B 1 (1964), 86. */
const first = 1.000000000190015;
const others = [
  ...[76.18009172947146, -86.50532032941678, 24.01409824083091],
  ...[-1.231739572450155, 1.208650973866179e-3, -5.395239384953e-6],
];

/** log of the gamma function of x > 0, to a few units in the last place of float32. PyTorch's `lgamma`, for such x. */
export function logGamma(x: Tensor): Tensor {
  const series = others
    .map((factor, i) => div(factor, add(x, i + 1)))
    .reduce((total, term) => add(total, term), first as Tensor | number) as Tensor;
  const shifted = add(x, 5.5);
  const power = sub(mul(add(x, 0.5), log(shifted)), shifted);
  return add(power, log(div(scale(series, Math.sqrt(2 * Math.PI)), x)));
}
