import { generate } from "../../generation/generate.ts";
import type { Decoder } from "../../models/roles.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import type { Message } from "../instructions/dialogue.ts";

/** Tokens of an answer at most. */
const MOST = 48;

export interface WritingParts {
  readonly model: Decoder;
  readonly tokenizer: PretrainedTokenizer;
  /** Ids that end an answer. */
  readonly ends: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

/** What a model answers, the likeliest token each time. */
export async function writtenAnswer(
  prompt: readonly Message[],
  { model, tokenizer, ends, signal }: WritingParts,
): Promise<string> {
  const { text } = tokenizer.applyChatTemplate(prompt, { addGenerationPrompt: true });
  const ids = [...tokenizer.encode(text, { addSpecialTokens: false })];
  const most = Math.min(MOST, model.contextLength - ids.length);
  if (most < 1) return "";
  const { sequences } = await generate(
    model,
    { ids: [ids] },
    { maxNewTokens: most, eosTokenId: ends, ...(signal ? { signal } : {}) },
  );
  return tokenizer.decode([...sequences[0]!].slice(ids.length), { skipSpecialTokens: true }).trim();
}
