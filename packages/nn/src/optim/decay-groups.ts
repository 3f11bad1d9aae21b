import { describeValue } from "../options/describe-value.ts";
import { OptionError } from "../options/option-error.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type GivenParameters, givenTensors } from "./given-parameters.ts";

/** Parameters with one weight decay, as a group for an optimiser. */
export interface DecayGroup {
  readonly params: readonly Tensor[];
  readonly weightDecay: number;
}

/** Two groups, as GPT training has them: matrices decay, vectors (biases, norms) do not. */
export function decayGroups(
  parameters: GivenParameters,
  weightDecay: number,
): readonly DecayGroup[] {
  expectDecay(weightDecay);
  const all = givenTensors("decayGroups", parameters);
  const groups = [
    { params: all.filter(({ shape }) => shape.length >= 2), weightDecay },
    { params: all.filter(({ shape }) => shape.length < 2), weightDecay: 0 },
  ];
  return groups.filter(({ params }) => params.length > 0);
}

function expectDecay(weightDecay: number): void {
  if (typeof weightDecay === "number" && weightDecay >= 0) return;
  throw new OptionError(
    `decayGroups: weightDecay is ${describeValue(weightDecay)}, expected 0 or more`,
  );
}
