import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";

/** Pieces of a sentence that the model sees at once. */
export interface PieceWindow {
  readonly ids: readonly number[];
  /** Of each piece the word that it is of; -1 for those around the text. */
  readonly words: readonly number[];
}

/** Words to pieces, each word by itself, and each but once. */
export class WordPieces {
  readonly #tokenizer: PretrainedTokenizer;
  readonly #known = new Map<string, readonly number[]>();
  /** Ids before and behind a text. */
  readonly #around: readonly [readonly number[], readonly number[]];
  readonly #most: number;

  /** @param most tokens of a window, those around it included */
  constructor(tokenizer: PretrainedTokenizer, most: number) {
    this.#tokenizer = tokenizer;
    const { ids, specialTokensMask } = tokenizer.encoding(["a"]);
    const first = specialTokensMask.indexOf(0);
    const last = specialTokensMask.lastIndexOf(0);
    this.#around = [ids.slice(0, first), ids.slice(last + 1)];
    this.#most = Math.max(1, most - this.#around[0].length - this.#around[1].length);
  }

  /** The pieces of a word; one at least, for every word has a tag. */
  of(word: string): readonly number[] {
    const known = this.#known.get(word);
    if (known) return known;
    const { ids } = this.#tokenizer.encoding([word], { addSpecialTokens: false });
    const unknown = this.#tokenizer.specialTokenId("unk") ?? 0;
    const pieces = (ids.length > 0 ? ids : [unknown]).slice(0, this.#most);
    this.#known.set(word, pieces);
    return pieces;
  }

  /** A sentence in windows that end between words: one, unless it is longer than the model takes. */
  windows(words: readonly string[]): readonly PieceWindow[] {
    const [before, behind] = this.#around;
    const windows: PieceWindow[] = [];
    let [ids, of]: [number[], number[]] = [[], []];
    const end = (): void => {
      if (ids.length === 0) return;
      const none = (around: readonly number[]) => around.map(() => -1);
      windows.push({
        ids: [...before, ...ids, ...behind],
        words: [...none(before), ...of, ...none(behind)],
      });
      [ids, of] = [[], []];
    };
    for (const [i, word] of words.entries()) {
      const pieces = this.of(word);
      if (ids.length + pieces.length > this.#most) end();
      for (const id of pieces) {
        ids.push(id);
        of.push(i);
      }
    }
    end();
    return windows;
  }
}
