import { type PairVocabularies, unknownSymbol } from "../../tokenizers/pair-vocabularies.ts";
import type { SymbolVocabulary } from "../../tokenizers/symbol-vocabulary.ts";
import { type Separator, splitSymbols } from "../../tokenizers/symbols.ts";
import type { AdmittedText, UnknownTreatment } from "../recipe-model.ts";

type Admitted = Pick<AdmittedText, "text" | "unknown" | "first" | "all">;

/** A prompt whose symbols the vocabulary of the sources has all. */
export function admitPrompt(
  prompt: string,
  { source, separator }: PairVocabularies,
  treatment: UnknownTreatment,
): Admitted {
  const count = new Count(separator, treatment);
  const text = count.admit(prompt, source);
  return { text, ...count.figures };
}

/** The lines of pairs with known symbols only; one of which a side has none left is left out. */
export function admitPairs(
  text: string,
  { source, target, separator }: PairVocabularies,
  treatment: UnknownTreatment,
): Admitted {
  const count = new Count(separator, treatment);
  const lines = text.split("\n").flatMap((line) => {
    const fields = line.split("\t");
    if (fields.length !== 2) return [line]; // whoever reads the pairs says what is wrong with it
    const admitted = fields.map((field, i) => count.admit(field, i === 0 ? source : target));
    const emptied = admitted.some((field, i) => field === "" && fields[i]!.trim() !== "");
    return emptied ? [] : [admitted.join("\t")];
  });
  return { text: lines.join("\n"), ...count.figures };
}

class Count {
  readonly #separator: Separator;
  readonly #standIn: string;
  #unknown = 0;
  #all = 0;
  #first: string | undefined;

  constructor(separator: Separator, treatment: UnknownTreatment) {
    this.#separator = separator;
    this.#standIn = treatment === "skip" ? "" : unknownSymbol;
  }

  get figures(): Omit<Admitted, "text"> {
    const first = this.#first === undefined ? {} : { first: this.#first };
    return { unknown: this.#unknown, all: this.#all, ...first };
  }

  admit(field: string, vocabulary: SymbolVocabulary): string {
    const symbols = splitSymbols(field.replace(/\r$/, ""), this.#separator);
    const admitted = symbols.map((symbol) => {
      if (vocabulary.has(symbol)) return symbol;
      this.#unknown++;
      this.#first ??= symbol;
      return this.#standIn;
    });
    this.#all += symbols.length;
    return admitted.filter((symbol) => symbol !== "").join(this.#separator);
  }
}
