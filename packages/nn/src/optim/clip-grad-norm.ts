import { defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { flag, oneOf } from "../options/fields.ts";
import { launchAll } from "../tensor/launch-all.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type GivenParameters, givenTensors } from "./given-parameters.ts";
import { jointNorm } from "./tensor-norm.ts";

const clipGradNormOptions = defineOptions("clipGradNorm", {
  /** 1, 2 or Infinity; 2 unless given. */
  normType: oneOf<number>([1, 2, Infinity], { default: 2, expected: "1, 2 or Infinity" }),
  /** Throw, before anything is scaled, when the norm is NaN or infinite; waits for it. */
  errorIfNonfinite: flag({ default: false }),
});

/** Which norm is meant, and whether one that is not finite is an error: PyTorch's `clip_grad_norm_`. */
export type ClipGradNormOptions = Given<typeof clipGradNormOptions>;

/**
 * Scale all gradients together so that their norm is at most `maxNorm`; returns the norm before,
 * a tensor [] (nothing waits until it is read). PyTorch's `clip_grad_norm_`.
 *
 * @throws RangeError for a maxNorm that is not above 0, and, if asked for, a norm that is not finite; Error where no
 * parameter has a gradient
 */
export function clipGradNorm(
  parameters: GivenParameters,
  maxNorm: number,
  options: ClipGradNormOptions = {},
): Tensor {
  const { normType, errorIfNonfinite } = clipGradNormOptions.complete(options);
  if (typeof maxNorm !== "number" || !(maxNorm > 0))
    throw new RangeError(`clipGradNorm: maxNorm is ${describeValue(maxNorm)}, expected above 0`);
  const gradients = givenTensors("clipGradNorm", parameters).flatMap(({ grad }) => grad ?? []);
  const [first] = gradients;
  if (!first) throw new Error("clipGradNorm: no parameter has a gradient; call backward() before");
  const norm = jointNorm(gradients, first.device, normType);
  if (errorIfNonfinite && !Number.isFinite(norm.item())) {
    const value = norm.item();
    norm.dispose();
    throw new RangeError(
      `clipGradNorm: the norm of order ${normType} of the gradients is ${value}, so they cannot be scaled; ` +
        "without errorIfNonfinite they would be",
    );
  }
  launchAll("clipGradient", { gradient: gradients, norm }, { maxNorm });
  return norm;
}
