import { LayerNorm } from "../../layers/layer-norm.ts";
import { RMSNorm } from "../../layers/rms-norm.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import type { DecoderOptions } from "./decoder-options.ts";

/** The norms of a decoder's blocks. */
export type DecoderNorm = LayerNorm | RMSNorm;

/** A norm of the residual stream, of the kind that the model has everywhere. */
export function decoderNorm(
  { dModel, norm }: DecoderOptions,
  options: ParameterOptions,
): DecoderNorm {
  const { kind, ...rest } = norm;
  const Norm = { layerNorm: LayerNorm, rmsNorm: RMSNorm }[kind];
  return new Norm(dModel, { ...options, ...rest });
}
