import type { ForwardAnswer, PytorchValues, TensorAnswer } from "../../engine/protocol.ts";

/** How far a tensor is from PyTorch's. */
export interface Distance {
  readonly tensor: TensorAnswer;
  readonly theirs: Float32Array;
  /** The largest difference of two values; NaN where one is hidden or no number and the other is not. */
  readonly apart: number;
  /** What float32 sums in another order may differ by: 1e-5 of the largest value. */
  readonly allowed: number;
}

/** Each tensor of a pass beside PyTorch's; undefined where the pass is not of PyTorch's sentence. */
export function besidePytorch(
  { tensors }: ForwardAnswer,
  pytorch: PytorchValues,
): readonly Distance[] | undefined {
  const same = (ours: TensorAnswer, i: number) => {
    const theirs = pytorch.tensors[i];
    return (
      theirs?.name === ours.name &&
      theirs.role === ours.role &&
      theirs.shape.join() === ours.shape.join() &&
      (ours.role !== "ids" || theirs.data.join() === ours.data.join())
    );
  };
  if (tensors.length !== pytorch.tensors.length || !tensors.every(same)) return undefined;
  return tensors.map((tensor, i) => distance(tensor, pytorch.tensors[i]!.data));
}

function distance(tensor: TensorAnswer, theirs: Float32Array): Distance {
  let apart = 0;
  let largest = 0;
  for (const [i, ours] of tensor.data.entries()) {
    if (Number.isFinite(ours)) largest = Math.max(largest, Math.abs(ours));
    if (ours !== theirs[i]) apart = Math.max(apart, Math.abs(ours - theirs[i]!)); // NaN stays
  }
  return { tensor, theirs, apart, allowed: 1e-5 * largest };
}

export const holds = ({ apart, allowed }: Distance): boolean => apart <= allowed;

/** The one that takes most of what it may. */
export const worstOf = (all: readonly Distance[]): Distance =>
  all.reduce((worst, one) => {
    if (Number.isNaN(one.apart)) return one;
    return one.apart / one.allowed > worst.apart / worst.allowed ? one : worst;
  });
