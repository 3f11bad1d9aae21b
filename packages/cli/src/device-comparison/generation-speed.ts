import { CharacterTokenizer, Gpt } from "@qkv/nn";
import { generateStream, greedyDecode } from "@qkv/nn/generation";
import type { Seq2Seq } from "@qkv/nn/models";
import { beginId } from "../pair-source/symbol-vocabulary.ts";
import type { Subject } from "./subject.ts";

const mostTokens = 64;
/** Of the text: kernels are compiled on the way to these. */
const untimed = 3;

export interface GenerationLimits {
  readonly signal: AbortSignal;
  /** Tokens so far are enough after so many milliseconds. */
  readonly milliseconds: number;
  readonly onToken: () => void;
}

/** Tokens a second as `qkv generate` makes them: one after the other, sampling and decoding included. */
export function tokensPerSecond(
  model: Gpt | Seq2Seq,
  subject: Subject,
  limits: GenerationLimits,
): Promise<number> {
  return model instanceof Gpt ? ofText(model, limits) : ofTarget(model, subject, limits);
}

async function ofText(
  model: Gpt,
  { signal, milliseconds, onToken }: GenerationLimits,
): Promise<number> {
  const { vocabSize, contextLength } = model.config;
  // A character of a private plane for each id: what they look like does not matter.
  const tokenizer = CharacterTokenizer.train(
    Array.from({ length: vocabSize }, (_, id) => String.fromCodePoint(0x10000 + id)).join(""),
  );
  const maxNewTokens = Math.max(untimed + 1, Math.min(mostTokens, contextLength - 1));
  const options = { maxNewTokens, seed: 1, signal };
  let [count, start] = [0, performance.now()];
  for await (const _ of generateStream(model, tokenizer, tokenizer.decode([0]), options)) {
    onToken();
    if (++count === untimed) start = performance.now();
    if (count > untimed && performance.now() - start > milliseconds) break;
  }
  return (1000 * (count - untimed)) / (performance.now() - start);
}

async function ofTarget(
  model: Seq2Seq,
  { config }: Subject,
  { signal, onToken }: GenerationLimits,
): Promise<number> {
  if (config.task !== "seq2seq") throw new TypeError("an encoder-decoder has a longest target");
  const maxLength = Math.min(config.longestTarget, mostTokens);
  const source = Array.from({ length: maxLength }, () => beginId);
  const decode = async (): Promise<number> => {
    const start = performance.now();
    await greedyDecode(model, [source], { beginIdx: beginId, endIdx: -1, maxLength, signal });
    onToken();
    return performance.now() - start;
  };
  await decode(); // kernels are compiled
  return (1000 * (maxLength + 1)) / (await decode());
}
