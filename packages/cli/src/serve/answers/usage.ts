import type { Answer } from "../../language-model/answer.ts";

/** Tokens of a prompt, whose answers share it, and of these answers. */
export function usageOf(prompts: readonly (readonly Answer[])[]): object {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const firsts = prompts.flatMap(([first]) => (first ? [first] : []));
  const promptTokens = sum(firsts.map((answer) => answer.promptTokens));
  const completionTokens = sum(prompts.flat().map(({ ids }) => ids.length));
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: sum(firsts.map((answer) => answer.cachedTokens)) },
  };
}
