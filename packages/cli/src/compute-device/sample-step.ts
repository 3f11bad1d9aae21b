import { Gpt, type HostTensor } from "@qkv/nn";
import type { RunnableModule } from "@qkv/nn/device-comparison";
import { Seq2Seq } from "@qkv/nn/models";
import type { ModelConfig } from "../model-directory/model-config.ts";
import { expectedWeights } from "../model-directory/model-kind.ts";
import { randomInputs } from "./model-inputs.ts";

/** A model and inputs of a step that is timed. */
export interface SampleStep {
  readonly model: RunnableModule;
  readonly inputs: readonly HostTensor[];
  readonly dispose: () => void;
}

/** About a second on one core: what takes longer than that is the GPU's anyway. */
const mostFlops = 5e10;

/** A step of a model that exists, with at most so many sequences. */
export function stepOf(model: RunnableModule, config: ModelConfig, sequences: number): SampleStep {
  const tokens =
    config.task === "gpt" ? config.model.contextLength : 2 * Math.min(config.longestTarget, 64);
  // 2 for a product and a sum, times 3: each product of the forward pass has two in the backward pass.
  const flops = 6 * expectedWeights(config).parameters * tokens;
  const rows = Math.max(1, Math.min(sequences, Math.floor(mostFlops / flops)));
  return { model, inputs: randomInputs(config, rows), dispose: () => {} };
}

/** A step of a model made for nothing else. */
export function scratchStep(config: ModelConfig, sequences: number): SampleStep {
  const model = newModel(config);
  return { ...stepOf(model, config, sequences), dispose: () => model.dispose() };
}

/** A fresh model of a configuration. */
export const newModel = (config: ModelConfig): Gpt | Seq2Seq =>
  config.task === "gpt" ? new Gpt(config.model) : new Seq2Seq(config.model);
