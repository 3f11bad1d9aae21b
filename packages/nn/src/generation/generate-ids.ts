import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import {
  type ConditionalGenerator,
  type Decoder,
  type EncoderDecoder,
  isConditionalGenerator,
  isDecoder,
  isEncoderDecoder,
} from "../models/roles.ts";
import type { Module } from "../module/module.ts";
import { ModuleList } from "../module/module-list.ts";
import { startObserving, unobserved } from "../module/observe.ts";
import { expectObject } from "../options/expect-argument.ts";
import { scope } from "../tensor/scope.ts";
import { followBatched } from "./batch/follow-batched.ts";
import {
  type GenerateIdsOptions,
  type GenerateIdsSettings,
  generateIdsSettings,
} from "./generate-ids-options.ts";
import { inOurNames, type WithConfigNames } from "./generation-config.ts";
import type { GeneratedStates } from "./inner-states/inner-states.ts";
import type { LayersOfModel } from "./inner-states/shown-layers.ts";
import type { FoundSequence, NewToken, Searching } from "./search/search.ts";
import { generatorsOf, searchFor } from "./search/search-for.ts";
import { begunWith, conditionalPrompts } from "./steps/conditional-prompts.ts";
import { conditionalSteps } from "./steps/conditional-steps.ts";
import { decoderSteps } from "./steps/decoder-steps.ts";
import { encoderDecoderSteps } from "./steps/encoder-decoder-steps.ts";
import {
  type IdRows,
  type Prompts,
  rowsOfAnyLength,
  rowsOfOneLength,
  shownTokens,
} from "./steps/prompts.ts";
import type { TokenSteps } from "./steps/token-steps.ts";

/** What generates: it goes on with texts, or answers what its encoder reads. */
export type GeneratingModel = Decoder | ConditionalGenerator | EncoderDecoder;

const promptNames: ReadonlySet<string> = new Set<keyof Prompts>([
  ...(["ids", "attentionMask", "inputs", "begun"] as const),
]);

/** Sequences that were generated, and what was asked for beside them. */
export interface GeneratedIds extends GeneratedStates {
  /** All tokens of each sequence, padded on the right; `numReturnSequences` for each prompt, one behind the other. */
  readonly sequences: number[][];
  /** Tokens of each, without the padding. */
  readonly lengths: number[];
  /** Of beams: their scores. */
  readonly sequencesScores?: number[];
  /** Of each sequence and new token: the scores of all tokens that it was chosen from. */
  readonly scores?: (readonly Float64Array[])[];
  /** The model's own. */
  readonly logits?: (readonly Float64Array[])[];
}

/**
 * What `who` gives: tokens as they come for a batch of prompts of one length, and at the end all sequences as Hugging Face's `generate` gives them: the likeliest next token
 * again and again, drawn ones, or beams. A decoder goes on with its prompts, which are padded on the left. An encoder reads
 * them, or `inputs`, and its decoder begins with `decoderStartTokenId` or `begun`.
 *
 * @throws RangeError for prompts without tokens or of several lengths, and where nothing says what a target begins with; the
 * signal's reason
 */
export async function* idStream(
  who: string,
  model: GeneratingModel,
  prompts: Prompts,
  options: WithConfigNames<GenerateIdsOptions> = {},
): AsyncGenerator<NewToken, GeneratedIds, void> {
  const settings = generateIdsSettings(who, inOurNames(who, options));
  if (!settings.outputAttentions && !settings.outputHiddenStates)
    return padded(yield* searchedIds(model, prompts, settings), settings);
  if (!isDecoder(model) && !isConditionalGenerator(model))
    throw new TypeError(
      `${who}: outputAttentions and outputHiddenStates are for models of Hugging Face's; use capture`,
    );
  const { InnerStates } = await import("./inner-states/inner-states.ts");
  const tools = {
    startObserving,
    unobserved,
    noGrad,
    scope,
    layersOf,
    decoderOnly: isDecoder(model),
  };
  using states = new InnerStates(model, settings, tools);
  const found = yield* searchedIds(model, prompts, settings, states.watch);
  return { ...padded(found, settings), ...(await states.read()) };
}

/** The members of all lists of modules, layers among them, and what stands beside such a list, a final norm among it. */
function layersOf(model: Module): LayersOfModel {
  const all = [...model.namedModules()];
  const owner = (path: string) => path.slice(0, path.lastIndexOf(".") + 1);
  const lists = all.filter(([, one]) => one instanceof ModuleList);
  const owners = new Set(lists.map(([path]) => owner(path)));
  return {
    layers: new Set(lists.flatMap(([, list]) => [...(list as ModuleList<Module>)])),
    beside: new Set(all.flatMap(([path, one]) => (owners.has(owner(path)) ? [one] : []))),
  };
}

/** Tokens as they come, and all sequences at the end. */
export async function* searchedIds(
  model: GeneratingModel,
  prompts: Prompts,
  settings: GenerateIdsSettings,
  watch = (make: () => TokenSteps): TokenSteps => make(),
): Searching {
  const { who, useCache } = settings;
  expectObject(who, "model", model, "a decoder, such as a Gpt", "namedModules");
  expectObject(who, "prompts", prompts, "an object { ids } of arrays of ids");
  refuseUnknownOptions(who, prompts, promptNames);
  if (!isDecoder(model) && settings.batchSize !== undefined)
    throw new TypeError(`${who}: batchSize is for decoders, expected it left out`);
  if (!isDecoder(model) && (settings.guidanceScale !== 1 || settings.negativePromptIds))
    throw new TypeError(`${who}: guidanceScale is for decoders, expected it left out`);
  if (isConditionalGenerator(model)) {
    using given = conditionalPrompts(model, prompts, settings);
    const { inputs, begun } = given;
    return yield* searchFor({
      ...{ model, settings, begun, encoded: prompts.ids, opensText: true },
      newSteps: (longest) =>
        watch(() => conditionalSteps(model, { inputs, begun, longest, useCache })),
    });
  }
  if (isEncoderDecoder(model)) {
    const sources = sourcesOf(who, prompts);
    const begun = begunWith(prompts.begun, sources.length, settings);
    return yield* searchFor({
      ...{ model, settings, begun, encoded: sources, opensText: true },
      newSteps: () => encoderDecoderSteps(model, sources, begun),
    });
  }
  expectObject(who, "model", model, "a decoder, such as a Gpt", "newCache");
  for (const name of ["inputs", "begun"] as const)
    if (prompts[name] !== undefined)
      throw new TypeError(
        `${who}: ${name} is given, and the model has no encoder; expected ids alone`,
      );
  if (settings.batchSize !== undefined) {
    const ids = rowsOfAnyLength(who, prompts.ids);
    const { numReturnSequences: copies } = settings;
    return yield* followBatched({
      ...{ model, settings, ids },
      attentionMask: prompts.attentionMask ?? shownTokens(ids, settings),
      generatorsOf: (row) => generatorsOf(settings, row, { copies, rows: ids.length }),
    });
  }
  const ids = rowsOfOneLength(who, "ids", prompts.ids);
  const attentionMask = prompts.attentionMask ?? shownTokens(ids, settings);
  return yield* searchFor({
    ...{ model, settings, begun: ids, encoded: ids },
    newSteps: () => watch(() => decoderSteps(model, { ids, attentionMask, useCache })),
    newUnconditional: () =>
      decoderSteps(model, { ids: settings.negativePromptIds ?? ids.map((row) => row.slice(-1)) }),
  });
}

/** The sources of an encoder-decoder, of any lengths; it pads them itself. */
function sourcesOf(who: string, { ids, attentionMask, inputs }: Prompts): IdRows {
  if (attentionMask || inputs)
    throw new TypeError(
      `${who}: the model pads its sources itself, expected ids alone, of any lengths`,
    );
  return rowsOfAnyLength(who, ids);
}

/** What `generate` gives of ids, sequences alone. */
export const generateIds = (
  model: GeneratingModel,
  prompts: Prompts,
  options: WithConfigNames<GenerateIdsOptions> = {},
): Promise<number[][]> => generatedIds("generateIds", model, prompts, options);

/** The same, as `who` gives it. */
export async function generatedIds(
  who: string,
  model: GeneratingModel,
  prompts: Prompts,
  options: WithConfigNames<GenerateIdsOptions>,
): Promise<number[][]> {
  const tokens = idStream(who, model, prompts, options);
  for (let next = await tokens.next(); ; next = await tokens.next())
    if (next.done) return next.value.sequences;
}

function padded(
  found: readonly FoundSequence[],
  { eosTokenId, padTokenId = [eosTokenId].flat()[0] ?? 0, numBeams }: GenerateIdsSettings,
): GeneratedIds {
  const longest = Math.max(...found.map(({ ids }) => ids.length));
  const [{ scores, logits } = {}] = found;
  return {
    sequences: found.map(({ ids }) => [
      ...ids,
      ...Array.from({ length: longest - ids.length }, () => padTokenId),
    ]),
    lengths: found.map(({ ids }) => ids.length),
    ...(numBeams > 1 ? { sequencesScores: found.map(({ score }) => score!) } : {}),
    ...(scores ? { scores: found.map((one) => one.scores!) } : {}),
    ...(logits ? { logits: found.map((one) => one.logits!) } : {}),
  };
}
