import { StreamingDecoder } from "@qkv/nn/tokenizers";
import type { RenderedPrompt } from "../language-model/chat-form.ts";
import type { LanguageModel } from "../language-model/language-model.ts";

/** Where in what was said so far a token ends: so many of its tokens, so many of its characters. */
interface Boundary {
  readonly tokens: number;
  readonly characters: number;
}

/**
 * The ids of a growing chat. An answer keeps the tokens in which it was said: its text, encoded again, may have others, and
 * what the model has computed of it would be lost.
 */
export class ContinuedPrompt {
  readonly #language: LanguageModel;
  #ids: readonly number[] = [];
  #text = "";
  #boundaries: readonly Boundary[] = [];

  constructor(language: LanguageModel) {
    this.#language = language;
  }

  /** The ids of a conversation: those that are known, as far as its text is the same, and those of the rest. */
  idsOf({ text, ids }: RenderedPrompt): readonly number[] {
    const { tokenizer } = this.#language;
    const known = this.#boundaries.findLast(({ characters }) =>
      text.startsWith(this.#text.slice(0, characters)),
    );
    if (!known) return Array.from(ids);
    const rest = tokenizer.encode(text.slice(known.characters), { addSpecialTokens: false });
    const continued = [...this.#ids.slice(0, known.tokens), ...rest];
    // Some tokenizers put a space before whatever they encode.
    return tokenizer.decode(continued) === tokenizer.decode(ids) ? continued : Array.from(ids);
  }

  /** An answer was given to a prompt of this text and these ids. */
  said(text: string, promptIds: readonly number[], answer: readonly number[]): void {
    const { tokenizer } = this.#language;
    const decoder = new StreamingDecoder((some) => tokenizer.decode(some), promptIds);
    const boundaries: Boundary[] = [{ tokens: promptIds.length, characters: text.length }];
    let whole = text;
    for (const [i, id] of answer.entries()) {
      const piece = decoder.add(id);
      whole += piece;
      if (piece !== "")
        boundaries.push({ tokens: promptIds.length + i + 1, characters: whole.length });
    }
    this.#ids = [...promptIds, ...answer];
    this.#text = whole;
    this.#boundaries = boundaries;
  }
}
