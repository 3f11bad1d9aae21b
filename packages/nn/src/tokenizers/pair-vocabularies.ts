import type { SequencePair } from "../data/sequence-pair.ts";
import {
  expectInstance,
  expectList,
  expectObject,
  expectText,
} from "../options/expect-argument.ts";
import { SymbolVocabulary } from "./symbol-vocabulary.ts";
import { expectSeparator, type Separator, type SymbolPair, splitSymbols } from "./symbols.ts";

/** The symbol that may stand in a prompt for one that the vocabulary does not have: U+FFFD, the replacement character. */
export const unknownSymbol = "\ufffd";

/** Thrown for a source with a symbol that the vocabulary does not have, or with none at all. */
export class UnknownSymbolError extends RangeError {
  override readonly name = "UnknownSymbolError";
}

/** How sources and targets become ids and ids symbols again. */
export class PairVocabularies {
  readonly separator: Separator;
  readonly source: SymbolVocabulary;
  readonly target: SymbolVocabulary;

  constructor(separator: Separator, source: SymbolVocabulary, target: SymbolVocabulary) {
    expectSeparator("PairVocabularies", separator);
    for (const [side, vocabulary] of Object.entries({ source, target }))
      expectInstance("PairVocabularies", side, vocabulary, SymbolVocabulary, "a SymbolVocabulary");
    this.separator = separator;
    this.source = source;
    this.target = target;
  }

  static train(pairs: readonly SymbolPair[], separator: Separator): PairVocabularies {
    expectList("PairVocabularies.train", "pairs", pairs);
    for (const pair of pairs) expectPair("PairVocabularies.train", pair);
    return new PairVocabularies(
      separator,
      SymbolVocabulary.train(pairs.map(({ source }) => source)),
      SymbolVocabulary.train(pairs.map(({ target }) => target)),
    );
  }

  encode(pair: SymbolPair): SequencePair {
    expectPair("PairVocabularies", pair);
    const { source, target } = pair;
    return { source: this.source.encode(source), target: this.target.encode(target) };
  }

  /**
   * The symbols of a source that was typed.
   *
   * @throws UnknownSymbolError that names one which the vocabulary does not have
   */
  sourceSymbols(text: string): readonly string[] {
    expectText("PairVocabularies", "text", text);
    const symbols = splitSymbols(text, this.separator);
    if (symbols.length === 0) throw new UnknownSymbolError("the prompt has no symbols");
    const unknown = symbols.find((symbol) => symbol !== unknownSymbol && !this.source.has(symbol));
    if (unknown !== undefined)
      throw new UnknownSymbolError(
        `the prompt has ${JSON.stringify(unknown.slice(0, 40))}, which is not among the model's ` +
          `${this.source.symbols.length} source symbols ` +
          `(${this.source.symbols.slice(0, 8).join(" ").slice(0, 80)} …), which are ` +
          (this.separator === "" ? "single characters" : "separated by spaces"),
      );
    return symbols;
  }

  join(symbols: readonly string[]): string {
    expectList("PairVocabularies", "symbols", symbols);
    return symbols.join(this.separator);
  }
}

const expectPair = (who: string, pair: unknown): void =>
  expectObject(who, "a pair", pair, "an object { source, target }", "source", "target");
