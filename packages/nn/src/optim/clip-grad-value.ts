import { describeValue } from "../options/describe-value.ts";
import { launchAll } from "../tensor/launch-all.ts";
import { type GivenParameters, givenTensors } from "./given-parameters.ts";

/**
 * Bring every element of every gradient into [-clipValue, clipValue], in place. PyTorch's `clip_grad_value_`.
 *
 * @throws RangeError for a clipValue below 0
 */
export function clipGradValue(parameters: GivenParameters, clipValue: number): void {
  if (typeof clipValue !== "number" || !(clipValue >= 0))
    throw new RangeError(
      `clipGradValue: clipValue is ${describeValue(clipValue)}, expected 0 or more`,
    );
  const gradient = givenTensors("clipGradValue", parameters).flatMap(({ grad }) => grad ?? []);
  launchAll("clipGradientValue", { gradient }, { clipValue });
}
