import { formatShape } from "@qkv/core-wasm/contract";
import type { WeightHolder } from "../layers/weight-holder.ts";
import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { anything } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  expectFit,
  expectStateDict,
  type LoadResult,
  type StateDict,
  StateDictError,
} from "../weights/state-dict.ts";
import { kernelFormats } from "./kernel-formats.ts";
import { type PackedKey, packedKeys, partSuffix, withNamedFormats } from "./packed-keys.ts";
import { QuantizedWeight } from "./quantized-weight.ts";
import type { WeightFormat } from "./weight-format.ts";
import { floatWeights, putQuantized } from "./weight-holders.ts";

const loadQuantizedOptions = defineOptions("loadQuantized", {
  /** Formats to know beside those that are built in, such as one that was given to `quantize`. */
  formats: anything<readonly WeightFormat[]>({ default: [] }),
});

/** Options of `loadQuantized`. */
export type LoadQuantizedOptions = Given<typeof loadQuantizedOptions>;

type Formats = ReadonlyMap<string, WeightFormat>;

/** A float32 weight that is to be exchanged: what is to take its place, and the modules that share it, by path. */
interface Exchange {
  readonly holders: ReadonlyMap<string, WeightHolder>;
  readonly quantized: QuantizedWeight;
}

/**
 * Load the state dict of a quantised model into one made in the ordinary way: modules for which it has
 * "weight_packed_int8" and the like are quantised in the format that the key names, the others stay as they are. Keys of
 * older files, "weight_packed" without a format, are told apart by their scales. Nothing is changed when it throws.
 *
 * @throws StateDictError for a format that is not known, by its name, and for keys and shapes that do not fit
 */
export function loadQuantized(
  model: Module,
  given: StateDict,
  options: LoadQuantizedOptions = {},
): LoadResult {
  expectInstance("loadQuantized", "model", model, Module, "a module");
  const own = loadQuantizedOptions
    .complete(options)
    .formats.map((format) => [format.name, format] as const);
  const formats: Formats = new Map([...kernelFormats, ...own]);
  expectStateDict(given, "loadQuantized");
  const exchanges = exchangesFor(model, given, formats);
  if (exchanges.length === 0)
    throw new StateDictError(
      `loadQuantized: no weight is quantised, expected keys that end in weight_packed_FORMAT: ${listed(formats)}`,
    );
  const named = withNamedFormats(given);
  try {
    expectFit(model.constructor.name, namesAfter(model, exchanges), named, true);
  } catch (error) {
    for (const { quantized } of exchanges) quantized.dispose();
    throw error;
  }
  for (const { holders, quantized } of exchanges) putQuantized([...holders.values()], quantized);
  const result = model.loadStateDict(named);
  for (const parameter of model.parameters()) parameter.requiresGrad_(false);
  return result;
}

function exchangesFor(model: Module, given: StateDict, formats: Formats): readonly Exchange[] {
  const keys = packedKeys(given);
  const groups = new Map<Tensor, Map<string, WeightHolder>>();
  const found = new Map<Tensor, WeightFormat>();
  for (const [path, holder] of floatWeights("loadQuantized", model)) {
    const holders = groups.get(holder.weight) ?? new Map<string, WeightHolder>();
    groups.set(holder.weight, holders.set(path, holder));
    const key = keys.get(weightOf(path));
    if (key) found.set(holder.weight, expectFormat(given, key, formats, holder));
  }
  return [...found].map(([weight, format]) => ({
    holders: groups.get(weight)!,
    quantized: QuantizedWeight.empty(weight.device, weight.shape, format),
  }));
}

/** The model's state dict as it will be. */
function namesAfter(model: Module, exchanges: readonly Exchange[]): ReadonlyMap<string, Tensor> {
  const names = new Map(model.stateDict());
  for (const { holders, quantized } of exchanges)
    for (const path of holders.keys()) {
      const name = weightOf(path);
      names.delete(name);
      for (const [suffix, tensor] of quantized.buffers) names.set(name + suffix, tensor);
    }
  return names;
}

const weightOf = (path: string): string => (path === "" ? "weight" : `${path}.weight`);

/** The format of this key, which has to be known, have packed words of this shape, and find nothing wrong with the parts. */
function expectFormat(
  given: StateDict,
  { weight: name, key, format: formatName }: PackedKey,
  formats: Formats,
  { weight }: WeightHolder,
): WeightFormat {
  const format = formats.get(formatName);
  if (!format)
    throw new StateDictError(
      `loadQuantized: ${key} is in the format "${formatName}", expected ${listed(formats)}`,
    );
  const layout = format.layout(weight.shape);
  const { shape } = given.get(key)!;
  if (shape.join() !== layout.packed.shape.join())
    throw new StateDictError(
      `loadQuantized: ${key} is ${formatShape(shape)}, expected ${formatShape(layout.packed.shape)} (${format.name})`,
    );
  for (const part of Object.keys(layout)) {
    const partKey = part === "packed" ? key : name + partSuffix(format.name, part);
    const value = given.get(partKey);
    const fault = value && "values" in value ? format.fault(part, value.values) : undefined;
    if (fault !== undefined) throw new StateDictError(`loadQuantized: ${partKey} ${fault}`);
  }
  return format;
}

const listed = (formats: Formats): string => [...formats.keys()].join(", ");
