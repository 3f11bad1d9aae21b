import { parameterFields } from "../module/parameter-options.ts";
import { gelu } from "../ops/gelu.ts";
import { relu } from "../ops/relu.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { anything, flag, integer, number } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Bounded, for a file may hold them, and memory is taken by them. */
export const size = { from: 1, to: 2 ** 20 - 1 };

/** What layers and stacks have in common, as far as a file can hold it. */
export const layerFields = {
  /** 2048 unless given. */
  dimFeedforward: integer({ ...size, default: 2048 }),
  /** 0.1 unless given. */
  dropout: number({ from: 0, to: 1, default: 0.1 }),
  /** 1e-5 unless given. */
  layerNormEps: number({ from: 0, default: 1e-5 }),
  /** true unless given: [batch, tokens, dModel]. PyTorch's default is false. */
  batchFirst: flag({ default: true }),
  /** Normalise before attention and feed-forward instead of after. */
  normFirst: flag({ default: false }),
  bias: flag({ default: true }),
};

/** Options of both layers; PyTorch's, with PyTorch's defaults but for batchFirst. */
export const layerOptions = defineOptions("TransformerLayer", {
  dModel: integer(size),
  nhead: integer(size),
  ...layerFields,
  /** "relu" unless given. */
  activation: anything<TransformerActivation>({ default: "relu" }),
  ...parameterFields,
});

/**
 * Options of one encoder or decoder layer, PyTorch's in camelCase and with its defaults, but for `batchFirst:
 * true`.
 */
export type TransformerLayerOptions = Given<typeof layerOptions>;

/** Between the two products of a feed-forward network: by name, or a function of one's own. */
export type TransformerActivation = "relu" | "gelu" | ((x: Tensor) => Tensor);

/** The function that an activation option names. */
export function activationFunction(activation: TransformerActivation): (x: Tensor) => Tensor {
  if (typeof activation === "function") return activation;
  if (activation === "relu") return relu;
  if (activation === "gelu") return gelu;
  throw new RangeError(`activation is ${activation}, expected "relu", "gelu" or a function`);
}

/** Attention weights of a stack, layer by layer, averaged over heads or not. */
export interface StackWeights {
  /** [batch, tokens, tokens] or [batch, nhead, tokens, tokens] */
  readonly selfAttention: readonly Tensor[];
  /** [batch, tokens, memory tokens] or with heads; decoders only. */
  readonly crossAttention: readonly Tensor[];
}

/** Whether, and how, the attention weights are returned. */
export const weightsOptions = defineOptions("forwardWithWeights", {
  /** true unless given. */
  needWeights: flag({ default: true }),
  /** Over the heads; true unless given. */
  averageAttnWeights: flag({ default: true }),
});

/** Whether attention weights are given too, of each head or their mean. */
export type WeightsOptions = Given<typeof weightsOptions>;
