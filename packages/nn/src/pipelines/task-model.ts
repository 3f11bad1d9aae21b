import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { architectureOf } from "../models/families/architecture-of.ts";
import { configOf, familyOf } from "../models/families/find-family.ts";
import type { Model } from "../models/roles.ts";
import { Module } from "../module/module.ts";
import { expectInstance, expectObject } from "../options/expect-argument.ts";
import type { Pretrained } from "../pretrained/from-pretrained.ts";
import type { PretrainedTokenizer } from "../tokenizers/pretrained-tokenizer.ts";

/** A model that is there already, and what its folder says of it: what `fromPretrained` gives. All but the model may be missing. */
export type GivenModel = Pick<Pretrained, "model"> & Partial<Pretrained>;

/** The bytes of a file by its path, or in a page by its address. */
export type ReadInput = (path: string, signal?: AbortSignal) => Promise<Uint8Array>;

const givenNames: ReadonlySet<string> = new Set<keyof GivenModel>([
  ...(["model", "config", "configText", "generationConfig"] as const),
  ...(["preprocessorConfig", "processorConfig", "tokenizer", "tokenizerFiles"] as const),
]);

/** A model and what is known of it. */
export interface ReadyModel {
  readonly model: Model;
  /** The class in Hugging Face's library, which says what head the model has: "BertForMaskedLM". */
  readonly architecture: string;
  /** config.json */
  readonly config: Readonly<Record<string, unknown>>;
  /** generation_config.json */
  readonly generationConfig: Readonly<Record<string, unknown>>;
  readonly tokenizer: PretrainedTokenizer | undefined;
  /** preprocessor_config.json: what pictures and sounds are made into. */
  readonly preprocessorConfig: Readonly<Record<string, unknown>> | undefined;
  /** processor_config.json: the same, in parts. */
  readonly processorConfig: Readonly<Record<string, unknown>> | undefined;
  /** The files of the tokenizer as they are, by name. */
  readonly tokenizerFiles: ReadonlyMap<string, Uint8Array>;
}

/** What a task has to work with. */
export interface TaskModel extends ReadyModel {
  readonly readInput: ReadInput;
}

/** What is known of a model, out of what `fromPretrained` gave, or somebody put together. */
export function readyModel(who: string, given: GivenModel): ReadyModel {
  expectObject(who, "model", given, "what fromPretrained gives", "model");
  refuseUnknownOptions(who, given, givenNames);
  const { model, generationConfig = {}, tokenizer, preprocessorConfig, processorConfig } = given;
  const { tokenizerFiles = new Map<string, Uint8Array>() } = given;
  expectInstance(who, "model", model, Module, "a model, or what fromPretrained gives");
  const config = given.config ?? (configOf(model) as Record<string, unknown>);
  const architecture = architectureOf(config, familyOf(model).architectures);
  return {
    ...{ model, architecture, config, generationConfig },
    ...{ tokenizer, tokenizerFiles, preprocessorConfig, processorConfig },
  };
}
