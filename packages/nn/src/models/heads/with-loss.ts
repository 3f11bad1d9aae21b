import type { Module } from "../../module/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { NamedTensors } from "../roles.ts";

/** Hugging Face's names of inputs that a loss is of. */
const targetNames = ["labels", "next_sentence_label", "start_positions", "end_positions"] as const;

/** What a loss is of, and how it is computed once all of it is there. */
export interface LossOfTargets {
  readonly targets: readonly (typeof targetNames)[number][];
  readonly loss: (targets: readonly Tensor[]) => Tensor;
}

/**
 * The outputs, and with them their loss where the inputs have its targets.
 *
 * @throws TypeError for targets that this model has no loss of, and for some of them without the others
 */
export function withLoss<O extends NamedTensors>(
  { path }: Module,
  inputs: NamedTensors,
  outputs: O,
  own?: LossOfTargets,
): O {
  const targets = own?.targets ?? [];
  const given = targetNames.filter((name) => inputs[name]);
  const foreign = given.find((name) => !targets.includes(name));
  if (foreign !== undefined)
    throw new TypeError(
      `${path}: ${foreign} is given, but this model has no loss of it, expected ${targets.join(" and ") || "no targets"}`,
    );
  if (given.length === 0) return outputs;
  const missing = targets.find((name) => !inputs[name]);
  if (missing !== undefined)
    throw new TypeError(
      `${path}: ${missing} is missing beside ${given.join(", ")}, expected both for their loss`,
    );
  return { ...outputs, loss: own!.loss(targets.map((name) => inputs[name]!)) };
}
