import type { FeedForwardActivation } from "../block/block-options.ts";

/** Hugging Face's names of activations, and ours. */
const activations = {
  gelu: "gelu",
  gelu_python: "gelu",
  gelu_new: "geluTanh",
  gelu_fast: "geluTanh",
  gelu_pytorch_tanh: "geluTanh",
  relu: "relu",
  silu: "silu",
  swish: "silu",
} as const satisfies Record<string, FeedForwardActivation>;

export type ActivationName = keyof typeof activations;

export const activationNames = Object.keys(activations) as readonly ActivationName[];

export const activationOf = (name: ActivationName): FeedForwardActivation => activations[name];
