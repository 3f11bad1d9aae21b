import { RecipeError } from "../../recipes/settings-error.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import type { Dialogue, Message } from "./dialogue.ts";

/** A dialogue as ids; what the assistant says is learnt, the rest is read. */
export interface EncodedDialogue {
  readonly ids: readonly number[];
  /** Of each id whether it is learnt. */
  readonly learnt: readonly boolean[];
  /** Where the last answer begins. */
  readonly from: number;
}

/** Turn by turn through the chat template, so that no token crosses from what is read to what is learnt. */
export function encodeDialogue(
  tokenizer: PretrainedTokenizer,
  { messages }: Dialogue,
  context: number,
): EncodedDialogue {
  const ids: number[] = [];
  const learnt: boolean[] = [];
  let [text, from] = ["", 0];
  const add = (whole: string, isLearnt: boolean): void => {
    if (!whole.startsWith(text))
      throw new RecipeError(
        "the chat template changes what it has said when a message is added, expected one that goes on",
      );
    for (const id of tokenizer.encode(whole.slice(text.length), { addSpecialTokens: false })) {
      ids.push(id);
      learnt.push(isLearnt);
    }
    text = whole;
  };
  for (const [i, { role }] of messages.entries()) {
    const until = (end: number): readonly Message[] => messages.slice(0, end);
    if (role === "assistant") {
      add(tokenizer.applyChatTemplate(until(i), { addGenerationPrompt: true }).text, false);
      from = ids.length;
    }
    add(tokenizer.applyChatTemplate(until(i + 1)).text, role === "assistant");
  }
  if (ids.length <= context) return { ids, learnt, from };
  throw new RecipeError(
    `the dialogue ${JSON.stringify(messages[0]!.content.slice(0, 40))} has ${ids.length} tokens, ` +
      `expected at most ${context}`,
  );
}
