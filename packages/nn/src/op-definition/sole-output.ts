import type { Tensor } from "../tensor/tensor.ts";

/**
 * The output of this name. The others are freed, so that also outside of a scope nothing of the op is left behind; what
 * the graph saved of them stays with the graph.
 */
export function soleOutput<N extends string>(
  outputs: { readonly [name in N]: Tensor } & { readonly [name: string]: Tensor | undefined },
  name: N,
): Tensor {
  for (const other in outputs) if (other !== name) outputs[other]?.dispose();
  return outputs[name];
}
