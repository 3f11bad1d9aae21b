import { launch } from "../tensor/launch.ts";
import { Tensor } from "../tensor/tensor.ts";

/**
 * Scale all gradients together so that their L2 norm is at most `maxNorm`; returns the norm before,
 * a tensor [] (nothing waits until it is read). PyTorch's `clip_grad_norm_`.
 */
export function clipGradNorm(parameters: Iterable<Tensor>, maxNorm: number): Tensor {
  if (!(maxNorm > 0)) throw new RangeError(`clipGradNorm: maxNorm is ${maxNorm}, expected above 0`);
  const gradients = [...parameters].flatMap(({ grad }) => grad ?? []);
  const [first] = gradients;
  if (!first) throw new Error("clipGradNorm: no parameter has a gradient; call backward() before");
  const total = Tensor.empty(first.device, []);
  first.device.backend.upload(total.storage.buffer, [0]);
  for (const x of gradients) launch("accumulateSquares", { x, total }, {});
  for (const gradient of gradients) launch("clipGradient", { gradient, total }, { maxNorm });
  const norm = launch("sqrt", { x: total }, {}).y;
  total.dispose();
  return norm;
}
