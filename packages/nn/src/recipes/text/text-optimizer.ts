import { Linear } from "../../layers/linear.ts";
import type { Decoder } from "../../models/roles.ts";
import { MuonAdamW } from "../../optim/muon-adamw.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { TrainingSettings } from "../settings.ts";
import { decayingAdamW } from "../trainer-options.ts";

/** The designs of a decoder and its training. */
export const designs = ["gpt2", "modern"] as const;

/** Which of them a training is of: GPT-2's where nothing is said. */
export interface DesignSetting {
  readonly design?: (typeof designs)[number];
}

/** AdamW's rate in the modern design, where the settings' own is Muon's. */
const adamWPart = 0.15;

/** AdamW with decaying matrices; in the modern design Muon for the matrices of the layers and AdamW for all else. */
export function textOptimizer(
  model: Decoder,
  settings: TrainingSettings & DesignSetting,
): Optimizer {
  const { lr, beta2, weightDecay, design } = settings;
  if (design !== "modern") return decayingAdamW(model, settings);
  const learning = model.parameters().filter(({ requiresGrad }) => requiresGrad);
  const matrices = matricesOf(model);
  return new MuonAdamW(
    [
      { params: learning.filter((one) => matrices.has(one)), method: "muon", weightDecay },
      { params: learning.filter((one) => !matrices.has(one)), lrScale: adamWPart },
    ],
    { lr, betas: [0.9, beta2] },
  );
}

/** The weights of the products in a model's layers: what turns vectors into vectors, and so has singular values that mean something. */
function matricesOf({ decoderLayers }: Decoder): ReadonlySet<Tensor> {
  const matrices = new Set<Tensor>();
  for (const layer of decoderLayers)
    for (const [, module] of layer.namedModules())
      if (module instanceof Linear && module.held.parameter) matrices.add(module.held.parameter);
  return matrices;
}
