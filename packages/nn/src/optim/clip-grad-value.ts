import { launchAll } from "../tensor/launch-all.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Bring every element of every gradient into [-clipValue, clipValue], in place. PyTorch's `clip_grad_value_`. */
export function clipGradValue(parameters: Iterable<Tensor>, clipValue: number): void {
  if (!(clipValue >= 0))
    throw new RangeError(`clipGradValue: clipValue is ${clipValue}, expected 0 or more`);
  const gradient = [...parameters].flatMap(({ grad }) => grad ?? []);
  launchAll("clipGradientValue", { gradient }, { clipValue });
}
