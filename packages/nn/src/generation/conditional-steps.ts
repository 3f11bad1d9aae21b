import { noGrad } from "../autograd/grad-mode.ts";
import { tensor } from "../device/create-tensor.ts";
import type { ConditionalGenerator, NamedTensors } from "../models/roles.ts";
import { inferenceOf } from "../module/evaluating.ts";
import { scope } from "../tensor/scope.ts";
import type { TokenSteps } from "./token-steps.ts";

/** What an encoder reads, and what the targets begin with. */
export interface ConditionalPrompts {
  /** Of the encoder, by Hugging Face's names. */
  readonly inputs: NamedTensors;
  /** Of each target, of one length. */
  readonly begun: readonly (readonly number[])[];
  /** Most tokens of a target, those that it begins with included. */
  readonly longest: number;
}

/** The steps of a decoder behind an encoder, which reads once. */
export function conditionalSteps(
  model: ConditionalGenerator,
  { inputs, begun, longest }: ConditionalPrompts,
): TokenSteps {
  const { device } = model;
  const batch = begun.length;
  const memory = inferenceOf(model)(() => noGrad(() => scope(() => model.encodeNamed(inputs))));
  const lasting = [memory.states, memory.mask].map((one) => one?.makeLasting());
  const caches = model.newCaches(batch, longest);
  return {
    begun,
    next(newest) {
      const rows = newest ? newest.map((id) => [id]) : begun;
      const ids = tensor(Int32Array.from(rows.flat()), { shape: [batch, rows[0]!.length], device });
      return model.decodeNamed(ids, memory, { caches, lastOnly: true });
    },
    [Symbol.dispose]() {
      for (const one of lasting) one?.dispose();
      caches.dispose();
    },
  };
}
