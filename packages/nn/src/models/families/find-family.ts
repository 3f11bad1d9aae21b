import { Module } from "../../module/module.ts";
import { expectParameterOptions, type ParameterOptions } from "../../module/parameter-options.ts";
import { describeValue } from "../../options/describe-value.ts";
import { expectInstance, expectObject } from "../../options/expect-argument.ts";
import { OptionError } from "../../options/option-error.ts";
import { stateProblem } from "../heads/label-losses.ts";
import type { Model } from "../roles.ts";
import type { Family } from "./family.ts";
import { families } from "./index.ts";

/** The row of a model's family. */
export function familyOf(model: Model): Family {
  expectInstance("familyOf", "model", model, Module, "a model");
  const { modelType } = model;
  const family = families.find((one) => one.modelType === modelType);
  if (family) return family;
  throw new RangeError(`${modelType} is no family of this library, expected one of ${known()}`);
}

/**
 * The model that a config.json describes, its weights not yet loaded. `stored`, if known, are the names in the file that
 * they will come from.
 *
 * @throws OptionError for a model that the library does not know, and for a field that is wrong or not understood
 */
export function modelFromConfig(
  config: object,
  options: ParameterOptions = {},
  stored?: ReadonlySet<string>,
): Model {
  expectObject("modelFromConfig", "config", config, "an object");
  expectParameterOptions("modelFromConfig", options);
  if (stored !== undefined)
    expectInstance("modelFromConfig", "stored", stored, Set, "a Set of names");
  const family = familyOfConfig(config);
  const model = family.create(config, options, stored);
  configs.set(model, { ...config });
  stateProblem(model, config);
  return model;
}

/** A config.json with the names of its family, where it has none and a family knows it. */
export function namedConfig<C extends object>(config: C): C {
  if (Object.hasOwn(config, "model_type")) return config;
  const family = families.find(({ describes }) => describes?.(config));
  if (!family) return config;
  return {
    model_type: family.modelType,
    architectures: family.architectures.slice(0, 1),
    ...config,
  };
}

/**
 * The row of a config.json's family.
 *
 * @throws OptionError for one that the library does not know
 */
export function familyOfConfig(config: object): Family {
  const { model_type, architectures } = config as Record<string, unknown>;
  const family = families.find(({ modelType }) => modelType === model_type);
  if (!family)
    throw new OptionError(
      `config.json: model_type is ${describeValue(model_type)}, expected one of ${known()}`,
    );
  const named = Array.isArray(architectures) ? architectures : family.architectures;
  if (!named.some((name) => family.architectures.includes(name)))
    throw new OptionError(
      `config.json: architectures is ${describeValue(architectures)}, expected one of ${family.architectures.join(", ")}`,
    );
  return family;
}

/** What models were made from. */
const configs = new WeakMap<Model, object>();

/**
 * The config.json of a model, as Hugging Face writes it.
 *
 * @throws TypeError for a model that was not made from a config.json
 */
export function configOf(model: Model): object {
  expectInstance("configOf", "model", model, Module, "a module");
  const { modelType, architectures, toConfig } = familyOf(model);
  const kind = { architectures: architectures.slice(0, 1), model_type: modelType };
  const own = toConfig?.(model);
  if (own) return { ...kind, ...own };
  const made = configs.get(model);
  if (made) return { ...kind, ...made };
  throw new TypeError(
    `${modelType}: the model was not made from a config.json, expected one of modelFromConfig`,
  );
}

const known = (): string => families.map(({ modelType }) => modelType).join(", ");
