import { Embedding } from "../layers/embedding.ts";
import { Linear } from "../layers/linear.ts";
import type { Module } from "../module/module.ts";
import { MuonAdamW } from "../optim/muon-adamw.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { RecipeError } from "../recipes/settings-error.ts";
import { decayingAdamW } from "../recipes/trainer-options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ApplicationTraining } from "./training-fields.ts";

/**
 * AdamW with decaying matrices; or Muon for the matrices of the blocks, whose steps are as long as AdamW's would be, so that
 * one learning rate is for both (Liu et al., arXiv:2502.16982, section 2.2), and AdamW for all else.
 *
 * @throws RecipeError where there is nothing for Muon to move, as in a convolutional network
 */
export function applicationOptimizer(model: Module, settings: ApplicationTraining): Optimizer {
  const { lr, beta2, weightDecay, optimizer } = settings;
  if (optimizer === "adamw") return decayingAdamW(model, settings);
  const learning = model.parameters().filter(({ requiresGrad }) => requiresGrad);
  const matrices = matricesOfBlocks(model);
  const byMuon = learning.filter((one) => matrices.has(one));
  if (byMuon.length === 0)
    throw new RecipeError(
      (nameOf) =>
        `${nameOf("optimizer")} is muon, but the model has no blocks with matrices, expected adamw`,
    );
  return new MuonAdamW(
    [
      { params: byMuon, method: "muon", weightDecay },
      { params: learning.filter((one) => !matrices.has(one)), weightDecay: 0 },
    ],
    { lr, betas: [0.9, beta2], adjustLrFn: "match_rms_adamw" },
  );
}

/** Weights of products in what is numbered, layer by layer; a head or a table of tokens is none. */
function matricesOfBlocks(model: Module): ReadonlySet<Tensor> {
  const tables = new Set<Tensor>();
  const matrices = new Set<Tensor>();
  for (const [path, module] of model.namedModules()) {
    if (module instanceof Embedding) tables.add(module.weight);
    else if (module instanceof Linear && /(^|\.)\d+\./.test(path) && module.held.parameter)
      matrices.add(module.held.parameter);
  }
  for (const table of tables) matrices.delete(table);
  return matrices;
}
