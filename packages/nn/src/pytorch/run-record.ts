import { adaptedLinears } from "../fine-tuning/lora.ts";
import type { Model } from "../models/roles.ts";
import type { GroupState } from "../optim/optimizer-state.ts";
import type { Handover } from "../recipes/handover.ts";
import type { TrainingState } from "../training/training-state.ts";

export const format = "qkv-pytorch";
export const version = 1;

export interface RunRecordParts {
  readonly model: Model;
  readonly handover: Handover;
  readonly state: TrainingState;
  /** The run ends after so many steps. */
  readonly steps: number;
  /** Of the steps to come. */
  readonly rates: readonly number[];
  readonly positions: readonly unknown[];
  readonly lossToCome: number;
}

/** What run.json says. */
export function runRecord(parts: RunRecordParts): object {
  const { model, handover, state, steps, rates, positions, lossToCome } = parts;
  const { tokens, maxGradNorm, gradAccumulation, average } = handover;
  const { groups = [], steps: parameterSteps } = state.optimizer;
  const names = state.parameters!.map((name) => name!);
  return {
    ...{ format, version, model: model.role, step: state.step, steps, first_step: state.step },
    ...{ batches_per_step: gradAccumulation, max_grad_norm: maxGradNorm ?? null },
    ...{ padding: tokens!.paddingIdx, label_smoothing: tokens!.labelSmoothing ?? 0 },
    loss_without_dropout: lossToCome,
    average_decay: average?.decay ?? null,
    adapters: adaptedLinears(model).map(([path, , { scaling, dropout }]) => ({
      ...{ path, scaling, dropout: dropout.p },
    })),
    groups: groups.map((group) => torchGroup(group, names)),
    parameter_steps: Object.fromEntries(names.map((name, i) => [name, parameterSteps[i]])),
    ...{ rates, positions },
  };
}

/** A group of AdamW by PyTorch's names, its parameters by their own. */
function torchGroup(group: GroupState, names: readonly string[]): object {
  const { params, lrScale, betas, eps, weightDecay, amsgrad, maximize } = group;
  return {
    params: params.map((number) => names[number]),
    ...{ lr_scale: lrScale, betas, eps, weight_decay: weightDecay, amsgrad, maximize },
  };
}
