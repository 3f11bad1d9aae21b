import { type ParameterOptions, parameterOptionNames } from "../module/parameter-options.ts";
import { gelu } from "../ops/gelu.ts";
import { relu } from "../ops/relu.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Options of both layers; PyTorch's, with PyTorch's defaults but for batchFirst. */
export interface TransformerLayerOptions extends ParameterOptions {
  readonly dModel: number;
  readonly nhead: number;
  /** 2048 */
  readonly dimFeedforward?: number;
  /** 0.1 */
  readonly dropout?: number;
  /** "relu" */
  readonly activation?: TransformerActivation;
  /** 1e-5 */
  readonly layerNormEps?: number;
  /** true: [batch, tokens, dModel]. PyTorch's default is false. */
  readonly batchFirst?: boolean;
  /** Normalise before attention and feed-forward instead of after. */
  readonly normFirst?: boolean;
  readonly bias?: boolean;
}

export const layerOptionNames = [
  "dModel",
  "nhead",
  "dimFeedforward",
  "dropout",
  "activation",
  "layerNormEps",
  "batchFirst",
  "normFirst",
  "bias",
  ...parameterOptionNames,
] as const;

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
export interface WeightsOptions {
  readonly needWeights?: boolean;
  readonly averageAttnWeights?: boolean;
}
