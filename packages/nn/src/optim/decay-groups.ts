import type { Tensor } from "../tensor/tensor.ts";

export interface DecayGroup {
  readonly params: readonly Tensor[];
  readonly weightDecay: number;
}

/** Two groups, as GPT training has them: matrices decay, vectors (biases, norms) do not. */
export function decayGroups(
  parameters: Iterable<Tensor>,
  weightDecay: number,
): readonly DecayGroup[] {
  const all = [...parameters];
  const groups = [
    { params: all.filter(({ shape }) => shape.length >= 2), weightDecay },
    { params: all.filter(({ shape }) => shape.length < 2), weightDecay: 0 },
  ];
  return groups.filter(({ params }) => params.length > 0);
}
