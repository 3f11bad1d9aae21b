import { noGrad } from "../../autograd/grad-mode.ts";
import { arange } from "../../device/ranges.ts";
import { WeightHolder } from "../../layers/weight-holder.ts";
import type { Weight } from "../../module/weight.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { toHostTensors } from "../../weights/to-host-tensors.ts";
import type { Model } from "../roles.ts";

/** How the tensors of a state dict are read. */
export interface FoldingOptions {
  /** Tensors that are left out. */
  readonly besides: ReadonlySet<Tensor>;
  /** Packed weights are read as float32: what their codes stand for, with what an adapter adds to it. */
  readonly decoded: boolean;
}

/**
 * Each tensor of a model's state dict once, read from its device, as if no adapter had ever stood in front of a weight: what
 * one adds is in the weight. The model stays as it is, to the bit.
 *
 * @throws Error for an adapter that its weight cannot take up: another module has it too, or it is packed and not `decoded`
 */
export async function foldedWeights(
  model: Model,
  { besides, decoded }: FoldingOptions,
): Promise<[string, HostTensor][]> {
  const names = new Map<Tensor, string[]>();
  for (const [name, tensor] of model.stateDict())
    names.set(tensor, [...(names.get(tensor) ?? []), name]);
  const adapted = new Map<Tensor, Weight>();
  const ofAdapters = new Set<Tensor>();
  /** The first part of each packed weight, and all others. */
  const packed = new Map<Tensor, Weight>();
  const ofPacked = new Set<Tensor>();
  for (const [path, module] of model.namedModules()) {
    if (!(module instanceof WeightHolder)) continue;
    const { held } = module;
    if (decoded && !held.parameter) {
      const [first, ...others] = held.buffers.values();
      if (first) packed.set(first, held);
      for (const other of others) ofPacked.add(other);
    }
    if (held === held.base) continue;
    for (const part of held.modules.values())
      for (const tensor of part.parameters()) ofAdapters.add(tensor);
    if (!held.parameter && decoded) continue;
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
    if (besides.has(tensor) || ofAdapters.has(tensor) || ofPacked.has(tensor)) continue;
    const held = packed.get(tensor);
    if (held) {
      const values = allRows(held);
      read.push(...(await toHostTensors([[name.replace(/_packed_[^.]*$/, ""), values]])));
      values.dispose();
      continue;
    }
    const folded = adapted.get(tensor)?.folded?.();
    read.push(...(await toHostTensors([[name, folded ?? tensor]])));
    folded?.dispose();
  }
  return read;
}

/** The weight as float32 [rows, width], with what an adapter adds. */
const allRows = (held: Weight): Tensor =>
  noGrad(() =>
    scope(() => {
      const { shape, device } = held;
      return held.rows(arange(shape[0]!, { dtype: "int32", device }), undefined);
    }),
  );
