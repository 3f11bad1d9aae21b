import type { SequencePair } from "@qkv/nn/data";
import { CommandError } from "../failures/command-error.ts";
import type { JsonFields } from "../model-directory/json-fields.ts";
import { type Separator, type SymbolPair, splitSymbols } from "./parse-pairs.ts";
import { SymbolVocabulary } from "./symbol-vocabulary.ts";

const type = "pairs";
const version = 1;

/** How sources and targets become ids and ids text: a seq2seq model's tokenizer.json. */
export class PairVocabularies {
  readonly separator: Separator;
  readonly source: SymbolVocabulary;
  readonly target: SymbolVocabulary;

  constructor(separator: Separator, source: SymbolVocabulary, target: SymbolVocabulary) {
    this.separator = separator;
    this.source = source;
    this.target = target;
  }

  static train(pairs: readonly SymbolPair[], separator: Separator): PairVocabularies {
    return new PairVocabularies(
      separator,
      SymbolVocabulary.train(pairs.map(({ source }) => source)),
      SymbolVocabulary.train(pairs.map(({ target }) => target)),
    );
  }

  /** Out of a tokenizer.json that is not trusted. */
  static read(fields: JsonFields): PairVocabularies {
    fields.oneOf("type", [type]);
    fields.oneOf("version", [version]);
    return new PairVocabularies(
      fields.oneOf("separator", ["", " "]),
      new SymbolVocabulary(fields.texts("source")),
      new SymbolVocabulary(fields.texts("target")),
    );
  }

  encode({ source, target }: SymbolPair): SequencePair {
    return { source: this.source.encode(source), target: this.target.encode(target) };
  }

  /** Symbols of pairs that the model does not know, each time that they stand there. */
  unknownSymbols(pairs: readonly SymbolPair[]): number {
    const unknown = (symbols: readonly string[], vocabulary: SymbolVocabulary): number =>
      symbols.reduce((sum, symbol) => sum + (vocabulary.has(symbol) ? 0 : 1), 0);
    return pairs.reduce(
      (sum, { source, target }) =>
        sum + unknown(source, this.source) + unknown(target, this.target),
      0,
    );
  }

  /** The symbols of a source that was typed; an error names one that the model does not know. */
  sourceSymbols(text: string): readonly string[] {
    const symbols = splitSymbols(text, this.separator);
    if (symbols.length === 0) throw new CommandError("the prompt has no symbols");
    const unknown = symbols.find((symbol) => !this.source.has(symbol));
    if (unknown !== undefined)
      throw new CommandError(
        `the prompt has ${JSON.stringify(unknown.slice(0, 40))}, which is not among the model's ` +
          `${this.source.symbols.length} source symbols ` +
          `(${this.source.symbols.slice(0, 8).join(" ").slice(0, 80)} …), which are ` +
          (this.separator === "" ? "single characters" : "separated by spaces"),
      );
    return symbols;
  }

  join(symbols: readonly string[]): string {
    return symbols.join(this.separator);
  }

  toJSON(): unknown {
    const { separator, source, target } = this;
    return { type, version, separator, source: source.symbols, target: target.symbols };
  }
}
