import type { LogitsProcessor } from "@qkv/nn/generation";

/**
 * Takes `presence` off the score of each token that the answer has, and `frequency` as many times as it has it: OpenAI's
 * penalties (https://platform.openai.com/docs/guides/text-generation, frequency and presence penalties).
 */
export function countPenalties(
  promptTokens: number,
  { presence, frequency }: { readonly presence: number; readonly frequency: number },
): LogitsProcessor {
  return (scores, { ids }) => {
    const counts = new Map<number, number>();
    for (const id of ids.slice(promptTokens)) counts.set(id, (counts.get(id) ?? 0) + 1);
    for (const [id, count] of counts) scores[id]! -= presence + frequency * count;
  };
}
