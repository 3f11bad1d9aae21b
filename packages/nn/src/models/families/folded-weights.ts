import { WeightHolder } from "../../layers/weight-holder.ts";
import type { Weight } from "../../module/weight.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { toHostTensors } from "../../weights/to-host-tensors.ts";
import type { Model } from "../roles.ts";

/**
 * Each tensor of a model's state dict once, read from its device, as if no adapter had ever stood in front of a weight: what
 * one adds is in the weight. The model stays as it is, to the bit.
 *
 * @throws Error for an adapter that its weight cannot take up: it is packed, or another module has it too
 */
export async function foldedWeights(
  model: Model,
  besides: ReadonlySet<Tensor>,
): Promise<[string, HostTensor][]> {
  const names = new Map<Tensor, string[]>();
  for (const [name, tensor] of model.stateDict())
    names.set(tensor, [...(names.get(tensor) ?? []), name]);
  const adapted = new Map<Tensor, Weight>();
  const ofAdapters = new Set<Tensor>();
  for (const [path, module] of model.namedModules()) {
    if (!(module instanceof WeightHolder) || module.held === module.held.base) continue;
    const { held } = module;
    for (const part of held.modules.values())
      for (const tensor of part.parameters()) ofAdapters.add(tensor);
    if (!held.parameter)
      throw new Error(
        `${path} has an adapter in front of a packed weight (${held.format}), expected float32: save the adapter alone, by adapterFiles`,
      );
    const [first, second] = names.get(held.parameter) ?? [];
    if (second !== undefined)
      throw new Error(
        `${path} has an adapter in front of a shared weight (${first}, ${second}), expected one of its own: ` +
          "the addition would reach them all; save the adapter alone, by adapterFiles",
      );
    adapted.set(held.parameter, held);
  }
  const read: [string, HostTensor][] = [];
  for (const [name, tensor] of model.namedTensors()) {
    if (besides.has(tensor) || ofAdapters.has(tensor)) continue;
    const folded = adapted.get(tensor)?.folded?.();
    read.push(...(await toHostTensors([[name, folded ?? tensor]])));
    folded?.dispose();
  }
  return read;
}
