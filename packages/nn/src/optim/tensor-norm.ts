import type { Device } from "../tensor/device.ts";
import { launch } from "../tensor/launch.ts";
import { launchAll } from "../tensor/launch-all.ts";
import { Tensor } from "../tensor/tensor.ts";

/** A tensor [] of this value. */
export function constant(device: Device, value: number): Tensor {
  const made = Tensor.empty(device, []);
  made.upload([value]);
  return made;
}

export type NormType = 1 | 2 | typeof Infinity;

/** Joint norm of tensors, sum(|x|^p)^(1/p) for p 1, 2 or Infinity, as a tensor []. */
export function jointNorm(tensors: readonly Tensor[], device: Device, p: NormType): Tensor {
  const total = constant(device, 0);
  launchAll(
    p === 2 ? "accumulateSquares" : p === 1 ? "accumulateMagnitudes" : "accumulateLargest",
    { x: tensors, total },
    {},
  );
  if (p !== 2) return total;
  const norm = launch("sqrt", { x: total }, {}).y;
  total.dispose();
  return norm;
}

/** sqrt(sum(x^2)), a tensor []. */
export const l2Norm = (x: Tensor): Tensor => jointNorm([x], x.device, 2);
