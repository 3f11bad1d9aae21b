import { noGrad } from "../../autograd/grad-mode.ts";
import type { Predictor } from "../../models/roles.ts";
import type { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import { startObserving, unobserved } from "../../module/observe.ts";
import { scope } from "../../tensor/scope.ts";
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
  body: () => void,
): ShownLayers {
  const shown: ShownLayers = { attentions: [], crossAttentions: [], hiddenStates: [] };
  const layers = layersOf(model);
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
    } else if (axes.at(-1) === "E") norm ??= module;
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

/** The members of all lists of modules, layers among them. */
function layersOf(model: Module): ReadonlySet<Module> {
  const found = new Set<Module>();
  for (const [, module] of model.namedModules())
    if (module instanceof ModuleList) for (const member of module) found.add(member as Module);
  return found;
}

/** Free all of it. */
export function release({ attentions, crossAttentions, hiddenStates }: ShownLayers): void {
  for (const tensor of [...attentions, ...crossAttentions, ...hiddenStates]) tensor.dispose();
}
