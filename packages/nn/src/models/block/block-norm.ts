import { LayerNorm } from "../../layers/layer-norm.ts";
import { RMSNorm } from "../../layers/rms-norm.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import type { NormOptions } from "./block-options.ts";
import { OffsetRMSNorm } from "./offset-rms-norm.ts";

/** The norms of models. */
export type BlockNorm = LayerNorm | RMSNorm | OffsetRMSNorm;

/** A norm over a last axis of this width. */
export function blockNorm(width: number, norm: NormOptions, options: ParameterOptions): BlockNorm {
  const { generator, device } = options;
  const parameters = { ...(generator ? { generator } : {}), ...(device ? { device } : {}) };
  if (norm.kind === "layerNorm")
    return new LayerNorm(width, { ...parameters, eps: norm.eps, bias: norm.bias });
  if (norm.offset) return new OffsetRMSNorm(width, norm.offset, { ...parameters, eps: norm.eps });
  return new RMSNorm(width, { ...parameters, eps: norm.eps });
}
