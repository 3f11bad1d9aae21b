import { RecipeError } from "../../recipes/settings-error.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { UnknownWordError } from "../../tokenizers/subword-models/no-token.ts";
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
    for (const id of idsOf(tokenizer, whole.slice(text.length))) {
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
    (nameOf) =>
      `the dialogue ${JSON.stringify(messages[0]!.content.slice(0, 40))} has ${ids.length} tokens, ` +
      `expected at most ${context}, by ${nameOf("context")} or the positions that the model has`,
  );
}

function idsOf(tokenizer: PretrainedTokenizer, text: string): Int32Array {
  try {
    return tokenizer.encode(text, { addSpecialTokens: false });
  } catch (error) {
    if (!(error instanceof UnknownWordError)) throw error;
    throw new RecipeError(
      `the tokenizer has no token for ${JSON.stringify(error.word.slice(0, 40))} in the dialogue ` +
        `${JSON.stringify(text.slice(0, 40))}; take that out, or start from a model that has learnt it`,
    );
  }
}
