import { inferenceOf } from "../../module/evaluating.ts";
import type { Module } from "../../module/module.ts";
import { Generator } from "../../random/generator.ts";
import type { GenerateIdsSettings } from "../generate-ids-options.ts";
import {
  constraintOf,
  type ProcessedSequences,
  processedBy,
  processorsOf,
} from "../processors/processors-of.ts";
import { copied } from "../steps/copied.ts";
import { longestSequence } from "../steps/longest-sequence.ts";
import type { NewTokens, TokenSteps } from "../steps/token-steps.ts";
import { beamSearch } from "./beam-search.ts";
import { follow } from "./follow.ts";
import { assistantGuesses } from "./guesses.ts";
import { PromptLookup } from "./prompt-lookup.ts";
import type { FoundSequence, Searching } from "./search.ts";
import { speculate } from "./speculate.ts";
import { stoppingOf } from "./stopping.ts";

/** What sequences are looked for with. */
export interface SearchedPrompts {
  readonly model: Module;
  readonly settings: GenerateIdsSettings;
  /** The tokens that each prompt's sequences begin with. */
  readonly begun: NewTokens;
  /** The text of each prompt, or what the encoder read; undefined where that was no text. */
  readonly encoded: NewTokens | undefined;
  /** Whether the new tokens begin a text, as behind an encoder. */
  readonly opensText?: boolean;
  /** The model's steps for all prompts, of sequences of so many tokens at most. */
  newSteps(longest: number): TokenSteps;
  /** Those without what guides. */
  newUnconditional?(): TokenSteps;
}

/** Sequences for each prompt, by the way of searching that the settings name. */
export async function* searchFor(searched: SearchedPrompts): Searching {
  const { model, settings, begun, encoded, opensText = false } = searched;
  const longest = longestSequence(begun, settings);
  const sequences: ProcessedSequences = { begun: begun[0]!.length, longest, encoded, opensText };
  const constraint = constraintOf(settings, sequences);
  const process = processedBy(processorsOf(settings, sequences, constraint), settings);
  const { numBeams, numReturnSequences, assistantModel, promptLookupNumTokens } = settings;
  const copies = numBeams > 1 ? numBeams : numReturnSequences;
  const prompts = begun.flatMap((_, row) => Array.from({ length: copies }, () => row));
  const generators = begun.flatMap((_, row) =>
    generatorsOf(settings, row, { copies, rows: begun.length }),
  );
  const shared = {
    ...{ settings, process, stops: stoppingOf(settings, longest, constraint) },
    ...{ inference: inferenceOf(model), constraint },
  };
  if (assistantModel || promptLookupNumTokens !== undefined) return yield* oneByOne();

  const guided = settings.guidanceScale !== 1;
  using steps = copied(searched.newSteps(longest), copies);
  using unconditional = guided ? copied(searched.newUnconditional!(), copies) : undefined;
  const search = { ...shared, steps, unconditional, generators, prompts };
  return yield* numBeams > 1 ? beamSearch(search, longest) : follow(search);

  async function* oneByOne(): Searching {
    const found: FoundSequence[] = [];
    for (const [i, prompt] of prompts.entries()) {
      const generator = generators[i]!;
      using steps = searched.newSteps(longest);
      steps.reorder([prompt]);
      using guesser = assistantModel
        ? assistantGuesses(assistantModel, settings, process, generator)
        : new PromptLookup(settings);
      const one = {
        ...{ ...shared, steps: { ...steps, begun: [begun[prompt]!] } },
        ...{ generators: [generator], prompts: [prompt] },
      };
      const tokens = speculate(one, guesser, (ids) => longest - ids.length - 1);
      found.push(...(yield* renamed(tokens, i)));
    }
    return found;
  }
}

/** The tokens of one sequence, as those of sequence number `sequence`. */
async function* renamed(tokens: Searching, sequence: number): Searching {
  for (;;) {
    const { done, value } = await tokens.next();
    if (done) return value;
    yield { sequence, id: value.id };
  }
}

/** Of the sequences of one prompt: by its own seed, apart from one another. */
export function generatorsOf(
  { who, seed }: GenerateIdsSettings,
  row: number,
  { copies, rows }: { readonly copies: number; readonly rows: number },
): Generator[] {
  const seeds = [seed].flat();
  if (seeds.length !== 1 && seeds.length !== rows)
    throw new RangeError(
      `${who}: seed has ${seeds.length} numbers, expected one, or one for each of ${rows} prompts`,
    );
  const own = seeds.length === 1 ? seeds[0]! : seeds[row]!;
  const others = new Generator(own);
  return Array.from({ length: copies }, (_, i) => (i === 0 ? new Generator(own) : others.fork()));
}
