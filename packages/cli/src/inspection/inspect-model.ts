import {
  type CapturedTensor,
  capture,
  countLaunches,
  type Gpt,
  type GptConfig,
  noGrad,
  scope,
  tensor,
} from "@qkv/nn";
import { type ModelMemory, modelMemory } from "../model-directory/model-size.ts";
import type { LoadedModel } from "../model-directory/read-model.ts";
import { componentOf } from "./component-of.ts";

export interface ParameterRow {
  readonly name: string;
  readonly component: string;
  readonly shape: readonly number[];
  readonly count: number;
  /** Part of all parameters, 0 to 1. */
  readonly share: number;
}

export interface Inspection {
  readonly config: GptConfig;
  readonly parameters: readonly ParameterRow[];
  readonly total: number;
  /** Bytes. */
  readonly memory: ModelMemory;
  readonly flopsPerToken: { readonly forward: number; readonly training: number };
  readonly tensors?: readonly CapturedTensor[];
}

/** Everything countable about a model; with a prompt, also each tensor that it makes on the way. */
export function inspectModel({ model, tokenizer }: LoadedModel, prompt?: string): Inspection {
  const total = model.numParameters();
  const parameters = [...model.namedParameters()].map(([name, { shape, size }]) => ({
    name,
    component: componentOf(name),
    shape,
    count: size,
    share: size / total,
  }));
  const forward = forwardFlopsPerToken(model);
  const inspection = {
    config: model.config,
    parameters,
    total,
    memory: modelMemory(model.config),
    // Each matmul of the forward pass has two as large in the backward pass.
    flopsPerToken: { forward, training: 3 * forward },
  };
  if (prompt === undefined) return inspection;
  const ids = tokenizer.encode(prompt).slice(-model.config.contextLength);
  return { ...inspection, tensors: capture(model, () => forwardPass(model, ids)) };
}

/** FLOPs of a real forward pass over a full context, divided by its tokens. */
function forwardFlopsPerToken(model: Gpt): number {
  const { contextLength } = model.config;
  const launches = countLaunches(() => forwardPass(model, new Int32Array(contextLength)));
  let flops = 0;
  for (const count of launches.values()) flops += count.flops;
  return flops / contextLength;
}

function forwardPass(model: Gpt, ids: Int32Array): void {
  noGrad(() =>
    scope(() => {
      model.forward(tensor(ids, { shape: [1, ids.length] }));
    }),
  );
}
