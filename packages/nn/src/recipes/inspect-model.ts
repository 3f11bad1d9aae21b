import { noGrad } from "../autograd/grad-mode.ts";
import { type Capture, capture } from "../inspection/capture.ts";
import { componentOf } from "../inspection/component-of.ts";
import type { ModelMemory } from "../model-folder/model-size.ts";
import type { Module } from "../module/module.ts";
import { countLaunches } from "../tensor/launch-observer.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { AttentionSample } from "./sample.ts";

/** A parameter, and what it belongs to. */
export interface ParameterRow {
  readonly name: string;
  readonly component: string;
  readonly shape: readonly number[];
  readonly count: number;
  /** Part of all parameters, 0 to 1. */
  readonly share: number;
}

/** A tensor on the way of the prompt. */
export interface TensorRow {
  readonly module: string;
  readonly role: string;
  /** Symbols of the axes: N batch, M tokens, E width. */
  readonly axes: readonly string[];
  readonly shape: readonly number[];
}

/** What a model consists of, as data. */
export interface Inspection {
  readonly config: object;
  readonly parameters: readonly ParameterRow[];
  readonly total: number;
  /** Bytes. */
  readonly memory: ModelMemory;
  readonly flopsPerToken: {
    readonly forward: number;
    readonly training: number;
    /** Length of the sequence over which they are averaged. */
    readonly tokens: number;
  };
  readonly tensors?: readonly TensorRow[];
  /** A prompt that is longer than the context: `tensors` are of its end. */
  readonly cut?: { readonly promptTokens: number; readonly contextLength: number };
  /** Where the decoder looks in the source; encoder-decoders only. */
  readonly crossAttention?: AttentionSample;
}

/** Every parameter of a model, with its part of them all. */
export function parametersOf(model: Module): Pick<Inspection, "parameters" | "total"> {
  const total = model.numParameters();
  const parameters = [...model.namedParameters()].map(([name, { shape, size }]) => ({
    name,
    component: componentOf(name),
    shape,
    count: size,
    share: size / total,
  }));
  return { parameters, total };
}

/** FLOPs of a real forward pass over a sequence, divided by its tokens. */
export function flopsPerToken(forward: () => Tensor, tokens: number): Inspection["flopsPerToken"] {
  let flops = 0;
  for (const count of countLaunches(() => forwardPass(forward)).values()) flops += count.flops;
  const each = flops / tokens;
  // Each matmul of the forward pass has two as large in the backward pass.
  return { forward: each, training: 3 * each, tokens };
}

/** The tensors of a forward pass; to be disposed of. */
export const captured = (model: Module, forward: () => Tensor): Capture =>
  capture(model, () => forwardPass(forward));

export const tensorRows = (tensors: Capture): TensorRow[] =>
  [...tensors].map(({ module, role, axes, shape }) => ({ module, role, axes, shape }));

function forwardPass(forward: () => Tensor): void {
  noGrad(() => scope(() => void forward()));
}
