import { yieldToEventLoop } from "../event-loop/yield-to-event-loop.ts";
import { isDecoder } from "../models/roles.ts";
import { expectObject, expectText } from "../options/expect-argument.ts";
import { StreamingDecoder } from "../tokenizers/streaming-decoder.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import { type GeneratedIds, type GeneratingModel, idStream, searchedIds } from "./generate-ids.ts";
import type { GenerateIdsOptions } from "./generate-ids-options.ts";
import { inOurNames, type WithConfigNames } from "./generation-config.ts";
import { constraintOf } from "./processors/processors-of.ts";
import type { NewToken } from "./search/search.ts";
import type { Prompts } from "./steps/prompts.ts";
import { StopStrings } from "./stop-strings.ts";
import { type GenerateOptions, idSettings, textOptions } from "./text-options.ts";

export type { GenerateOptions, GeneratingModel };

/** A token of `generateStream`, and the text that it makes sure. */
export interface GeneratedToken {
  readonly id: number;
  /** Text that is now sure to belong to the result; empty while a stop string may have begun. */
  readonly text: string;
}

/** What `generate` wrote: the text, its tokens, and why it ended. */
export interface GenerationResult {
  /** New text, without the prompt and the stop string. */
  readonly text: string;
  readonly ids: readonly number[];
  readonly finishReason: "length" | "stop";
}

/**
 * Go on with a prompt, or answer it where an encoder reads it, all at once: a text by a tokenizer, or sequences of ids for a
 * batch of prompts.
 *
 * @throws RangeError for a prompt without tokens; the signal's reason
 */
export function generate(
  model: GeneratingModel,
  tokenizer: Tokenizer,
  prompt: string,
  options?: WithConfigNames<GenerateOptions>,
): Promise<GenerationResult>;
export function generate(
  model: GeneratingModel,
  prompts: Prompts,
  options?: WithConfigNames<GenerateIdsOptions>,
): Promise<GeneratedIds>;
export async function generate(
  ...given: StreamedArguments
): Promise<GenerationResult | GeneratedIds> {
  const tokens = streamOf("generate", ...given);
  for (let next = await tokens.next(); ; next = await tokens.next())
    if (next.done) return next.value;
}

/** The same, token by token; returns the whole result at the end. */
export function generateStream(
  model: GeneratingModel,
  tokenizer: Tokenizer,
  prompt: string,
  options?: WithConfigNames<GenerateOptions>,
): AsyncGenerator<GeneratedToken, GenerationResult, void>;
export function generateStream(
  model: GeneratingModel,
  prompts: Prompts,
  options?: WithConfigNames<GenerateIdsOptions>,
): AsyncGenerator<NewToken, GeneratedIds, void>;
export function generateStream(...given: StreamedArguments): Streamed {
  return streamOf("generateStream", ...given);
}

type StreamedArguments = readonly [
  model: GeneratingModel,
  from: Tokenizer | Prompts,
  promptOrOptions?: string | WithConfigNames<GenerateIdsOptions>,
  options?: WithConfigNames<GenerateOptions>,
];
type Streamed = AsyncGenerator<GeneratedToken | NewToken, GenerationResult | GeneratedIds, void>;

function streamOf(
  who: string,
  ...[model, from, second = {}, options = {}]: StreamedArguments
): Streamed {
  expectObject(who, "model", model, "a decoder, such as a Gpt", "namedModules");
  expectObject(who, "tokenizer", from, "a tokenizer, or prompts { ids }");
  if (!("encode" in from) && typeof second !== "string") return idStream(who, model, from, second);
  expectObject(who, "tokenizer", from, "a tokenizer", "encode", "decode");
  return textStream(
    who,
    { model, tokenizer: from as Tokenizer, prompt: second as string },
    options,
  );
}

function textStream(
  who: string,
  {
    model,
    tokenizer,
    prompt,
  }: {
    readonly model: GeneratingModel;
    readonly tokenizer: Tokenizer;
    readonly prompt: string;
  },
  options: WithConfigNames<GenerateOptions>,
): AsyncGenerator<GeneratedToken, GenerationResult, void> {
  expectText(who, "prompt", prompt);
  const { stop, ...chosen } = textOptions.complete(inOurNames(who, options), who);
  const prompted = [...tokenizer.encode(prompt)];
  if (prompted.length === 0)
    throw new RangeError(`${who}: the prompt is empty, expected at least one token`);
  const settings = { ...idSettings({ stop, ...chosen }, who), tokenizer };
  const begun = isDecoder(model) ? prompted : [];
  const tokens = searchedIds(model, { ids: [prompted] }, settings);
  const most = settings.maxNewTokens ?? settings.maxLength! - Math.max(1, begun.length);
  const ends = [settings.eosTokenId].flat();
  const decode = (some: readonly number[]) => (settings.constraint ?? tokenizer).decode(some);
  const opensText = !isDecoder(model);
  const free = { begun: begun.length, longest: Number.POSITIVE_INFINITY, opensText };
  const constraint = constraintOf(settings, free);
  const isWhole = (all: readonly number[]) => constraint?.stops({ ids: all, row: 0 }) === true;
  return asText(tokens, { who, decode, begun, stop, ends, most, isWhole });
}

interface TextOfTokens {
  /** The function that was called. */
  readonly who: string;
  readonly decode: (ids: readonly number[]) => string;
  /** The tokens that the text goes on from. */
  readonly begun: readonly number[];
  readonly stop: readonly string[];
  readonly ends: readonly number[];
  /** New tokens at most. */
  readonly most: number;
  /** Whether a text is all that was asked for. */
  readonly isWhole: (ids: readonly number[]) => boolean;
}

async function* asText(
  tokens: ReturnType<typeof searchedIds>,
  { who, decode, begun, stop, ends, most, isWhole }: TextOfTokens,
): AsyncGenerator<GeneratedToken, GenerationResult, void> {
  const growing = new StreamingDecoder(decode, begun);
  const stops = new StopStrings(stop, who);
  const ids: number[] = [];
  const before = decode(begun).length;
  /** What is left of the text when no token follows: what a stop string or half a character had held back. */
  const rest = () => decode([...begun, ...ids]).slice(before + text.length);
  let text = "";
  const result = (finishReason: "length" | "stop"): GenerationResult => ({
    ...{ text, ids, finishReason },
  });
  try {
    for (;;) {
      const { done, value } = await tokens.next();
      if (done) break;
      const { id } = value;
      if (ends.includes(id)) {
        const held = stops.add(growing.end());
        const piece = held.stopped ? held.sure : held.sure + stops.rest();
        text += piece;
        if (piece !== "") yield { id, text: piece };
        return result("stop");
      }
      ids.push(id);
      const { sure, stopped } = stops.add(growing.add(id));
      const last = ids.length === most && !stopped;
      const piece = last ? rest() : sure;
      text += piece;
      yield { id, text: piece };
      if (stopped) return result("stop");
      if (last) return result(isWhole([...begun, ...ids]) ? "stop" : "length");
      await yieldToEventLoop();
    }
    // Ended by the caller's own criteria, or the time.
    const piece = rest();
    text += piece;
    if (piece !== "") yield { id: ids.at(-1)!, text: piece };
    return result("stop");
  } finally {
    await tokens.return([]);
  }
}
