import { Linear } from "../layers/linear.ts";
import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { instance, integer, number, passing } from "../options/fields.ts";
import { isTextOrTexts } from "../options/kinds-of-values.ts";
import { defaultGenerator, Generator } from "../random/generator.ts";
import { assign } from "../tensor/assign.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectFit, type StateDict } from "../weights/state-dict.ts";
import { linearsOf, pathsOfTargets } from "./lora-targets.ts";
import { LowRankAdapter } from "./low-rank-adapter.ts";

const loraOptions = defineOptions("addLora", {
  /** Rows of A and columns of B; 8 unless given. */
  rank: integer({ from: 1, default: 8 }),
  /** The addition is alpha / rank B A; 8 unless given. */
  alpha: number({ default: 8 }),
  /** Of the adapter's input, while training; 0 unless given. */
  dropout: number({ default: 0 }),
  /** Linear modules: paths, with * for any characters, or the ends of paths, as PEFT has them ("q_proj"); all unless given. */
  targets: passing<string | readonly string[]>(isTextOrTexts, {
    default: "*",
    expected: "a pattern of names, or several",
  }),
  generator: instance(Generator, { optional: true }),
});

/** Options of `addLora`: what PEFT's `LoraConfig` calls r, lora_alpha, lora_dropout and target_modules. */
export type LoraOptions = Given<typeof loraOptions>;

/** Parameters that `addLora` froze, by model. */
const frozen = new WeakMap<Module, readonly Tensor[]>();

/**
 * Give Linear modules a trainable addition of low rank, y = W x + alpha / rank B A x, and freeze everything else: Hu et
 * al., arXiv:2106.09685. Where W is quantised it stays as it is (QLoRA, Dettmers et al., arXiv:2305.14314). The first output is the same, for B starts at zero. Returns the paths of the modules. Their
 * parameters are named as in Hugging Face's PEFT, "path.lora_A.weight" and "path.lora_B.weight".
 *
 * @throws Error for a module that has an adapter already
 */
export function addLora(model: Module, options: LoraOptions = {}): readonly string[] {
  expectInstance("addLora", "model", model, Module, "a module");
  const given = loraOptions.complete(options);
  const { rank, alpha, dropout, targets, generator = defaultGenerator } = given;
  const linears = linearsOf(model);
  const paths = pathsOfTargets("addLora", model, targets);
  const taken = paths.find((path) => linears.get(path)!.held instanceof LowRankAdapter);
  if (taken !== undefined) throw new Error(`addLora: ${taken} has an adapter, expected none`);
  if (!frozen.has(model)) {
    const base = model.parameters().filter((parameter) => parameter.requiresGrad);
    for (const parameter of base) {
      parameter.requiresGrad_(false).grad?.dispose();
      parameter.grad = undefined;
    }
    frozen.set(model, base);
  }
  for (const path of paths) {
    const linear = linears.get(path)!;
    linear.hold(new LowRankAdapter(linear.held, { rank, alpha, dropout, generator }));
    linear.train(linear.training);
  }
  return paths;
}

/**
 * Put the additions into the weights: the model is as fast as before, and its answers those of the adapters. Float32
 * weights can take them up; where one is packed or shared, this is an error that changes nothing.
 *
 * @throws Error for a weight that is quantised or shared, and a model without adapters
 */
export function mergeLora(model: Module): void {
  expectInstance("mergeLora", "model", model, Module, "a module");
  const names = new Map<Tensor, string[]>();
  for (const [name, tensor] of model.stateDict())
    names.set(tensor, [...(names.get(tensor) ?? []), name]);
  for (const [path, , { parameter, format }] of requireAdapted("mergeLora", model)) {
    if (!parameter)
      throw new Error(
        `mergeLora: the weight of ${path} is quantised (${format}), expected float32: codes cannot take the addition up. ` +
          "Keep the adapter, or load it (loraStateDict) into the model before quantize",
      );
    const [first, second] = names.get(parameter) ?? [];
    if (second !== undefined)
      throw new Error(
        `mergeLora: the weight of ${path} is shared (${first}, ${second}), expected one of its own: ` +
          "the addition would reach them all",
      );
  }
  for (const [, linear, adapter] of adaptedLinears(model)) adapter.setMerged(true, linear.weight);
}

/**
 * Take the additions out of the weights again.
 *
 * @throws Error for a model without adapters
 */
export function unmergeLora(model: Module): void {
  expectInstance("unmergeLora", "model", model, Module, "a module");
  for (const [, linear, adapter] of requireAdapted("unmergeLora", model))
    if (adapter.merged) adapter.setMerged(false, linear.weight);
}

/**
 * The adapters alone, by name: what is worth saving after fine-tuning.
 *
 * @throws Error for a model without adapters
 */
export function loraStateDict(model: Module): Map<string, Tensor> {
  expectInstance("loraStateDict", "model", model, Module, "a module");
  const dict = new Map<string, Tensor>();
  for (const [path, , { down, up }] of requireAdapted("loraStateDict", model)) {
    const prefix = path === "" ? "" : `${path}.`;
    dict.set(`${prefix}lora_A.weight`, down.weight);
    dict.set(`${prefix}lora_B.weight`, up.weight);
  }
  return dict;
}

/**
 * Copy values into adapters that `addLora` has made with the same rank and targets.
 *
 * @throws Error for a model without adapters, or with merged ones; StateDictError for names and shapes that do not fit
 */
export function loadLoraStateDict(model: Module, given: StateDict): void {
  expectInstance("loadLoraStateDict", "model", model, Module, "a module");
  const own = loraStateDict(model);
  const merged = adaptedLinears(model).find(([, , adapter]) => adapter.merged);
  if (merged)
    throw new Error(`loadLoraStateDict: ${merged[0]} is merged, expected unmergeLora before`);
  expectFit("loadLoraStateDict", own, given, true);
  for (const [key, tensor] of own) assign(tensor, given.get(key)!);
}

/**
 * Free the adapters, and let learn again what `addLora` froze. Merged weights stay merged.
 *
 * @throws Error for a model without adapters
 */
export function removeLora(model: Module): void {
  expectInstance("removeLora", "model", model, Module, "a module");
  for (const [, linear, adapter] of requireAdapted("removeLora", model)) {
    linear.hold(adapter.base);
    adapter.dispose();
  }
  for (const parameter of frozen.get(model) ?? [])
    if (!parameter.disposed) parameter.requiresGrad_();
  frozen.delete(model);
}

export type Adapted = readonly [path: string, linear: Linear, adapter: LowRankAdapter];

/** The Linear modules that have an adapter, in the order of the model. */
export function adaptedLinears(model: Module): readonly Adapted[] {
  const found: Adapted[] = [];
  for (const [path, module] of model.namedModules())
    if (module instanceof Linear && module.held instanceof LowRankAdapter)
      found.push([path, module, module.held]);
  return found;
}

export function requireAdapted(caller: string, model: Module): readonly Adapted[] {
  const found = adaptedLinears(model);
  if (found.length === 0)
    throw new Error(`${caller}: there is no adapter, expected addLora before`);
  return found;
}
