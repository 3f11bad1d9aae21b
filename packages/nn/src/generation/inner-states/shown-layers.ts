import type { noGrad } from "../../autograd/grad-mode.ts";
import type { Predictor } from "../../models/roles.ts";
import type { Module } from "../../module/module.ts";
import type { Observer } from "../../module/observe.ts";
import type { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { GenerateIdsSettings } from "../generate-ids-options.ts";

/** Tensors of all layers of one side of a model, retained. */
export interface ShownLayers {
  /** What a layer gives to its own tokens. */
  readonly attentions: Tensor[];
  /** What it gives to an encoder's memory. */
  readonly crossAttentions: Tensor[];
  readonly hiddenStates: Tensor[];
}

/** What is asked of the library; handed in, so that what is loaded later shares no file with what was loaded first. */
export interface WatchTools {
  startObserving(observer: Observer): () => void;
  unobserved<T>(body: () => T): T;
  readonly noGrad: typeof noGrad;
  readonly scope: typeof scope;
  /** Whether there is no encoder. */
  readonly decoderOnly: boolean;
  layersOf(model: Module): LayersOfModel;
}

export interface LayersOfModel {
  /** Modules that may be layers. */
  readonly layers: ReadonlySet<Module>;
  /** What stands beside a list of layers: a norm elsewhere, as a ViT's, is not theirs. */
  readonly beside: ReadonlySet<Module>;
}

/** Modules that can be asked once more. */
interface Norm extends Module {
  forward(x: Tensor): Tensor;
}

/**
 * What layers show while `body` computes: those of a stack, one behind the other. Behind the last of them the first that shows
 * states of their width is the final norm; it is asked for all tokens, also where the model has normalised the last alone.
 */
export function watched(
  model: Predictor,
  { outputAttentions, outputHiddenStates }: GenerateIdsSettings,
  { startObserving, unobserved, noGrad, scope, layersOf }: WatchTools,
  body: () => void,
): ShownLayers {
  const shown: ShownLayers = { attentions: [], crossAttentions: [], hiddenStates: [] };
  const { layers, beside } = layersOf(model);
  let weights: Tensor[] = [];
  let norm: Module | undefined;
  const stop = startObserving((module, role, tensor, axes) => {
    if (role === "weights" && outputAttentions) weights.push(tensor.retain());
    if (role === "embedded" && outputHiddenStates && shown.hiddenStates.length === 0)
      shown.hiddenStates.push(tensor.retain());
    if (role !== "output") return tensor;
    if (layers.has(module)) {
      const [own, cross] = weights;
      if (own) shown.attentions.push(own);
      if (cross) shown.crossAttentions.push(cross);
      weights = [];
      norm = undefined;
      if (outputHiddenStates) shown.hiddenStates.push(tensor.retain());
    } else if (axes.at(-1) === "E" && beside.has(module)) norm ??= module;
    return tensor;
  });
  try {
    body();
  } catch (error) {
    release(shown);
    throw error;
  } finally {
    stop();
    for (const one of weights) one.dispose(); // of no layer
  }
  const last = shown.hiddenStates.at(-1);
  if (norm && last && shown.hiddenStates.length > 1) {
    const finish = () => noGrad(() => scope(() => (norm as Norm).forward(last)));
    const finished = unobserved(finish);
    shown.hiddenStates[shown.hiddenStates.length - 1] = finished.retain();
    finished.dispose();
    last.dispose();
  }
  return shown;
}

/** Free all of it. */
export function release({ attentions, crossAttentions, hiddenStates }: ShownLayers): void {
  for (const tensor of [...attentions, ...crossAttentions, ...hiddenStates]) tensor.dispose();
}
