import { defineOptions, type Given } from "../options/define-options.ts";
import { expectIterable, expectList, expectText } from "../options/expect-argument.ts";
import { integer } from "../options/fields.ts";

/** Ids that no symbol has; the padding is the one that encoder-decoders hide from attention. */
export const paddingId = 0;
export const beginId = 1;
export const endId = 2;
export const unknownId = 3;

/** What stands for the ids that no symbol has. */
const reserved = ["<padding>", "<begin>", "<end>", "<unknown>"] as const;

const vocabularyOptions = defineOptions("SymbolVocabulary.train", {
  /** Rarer symbols are left out, and are unknown; 1 unless given. */
  minCount: integer({ from: 1, default: 1 }),
  /** The most ids, the reserved ones included: the rarest symbols are left out. All unless given. */
  maxSize: integer({ from: reserved.length + 1, optional: true }),
});

/** Which symbols `SymbolVocabulary.train` takes up. */
export type VocabularyOptions = Given<typeof vocabularyOptions>;

/** The symbols of some sequences, words perhaps, and their ids behind the reserved ones. */
export class SymbolVocabulary {
  readonly symbols: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  /** Distinct symbols, in the order of their ids. */
  constructor(symbols: readonly string[]) {
    expectList("SymbolVocabulary", "symbols", symbols);
    this.symbols = symbols;
    this.#ids = new Map(symbols.map((symbol, i) => [symbol, reserved.length + i]));
    if (this.#ids.size !== symbols.length)
      throw new RangeError("a symbol stands in the vocabulary twice");
  }

  /**
   * The symbols of some sequences, in the order of their code units. Of symbols that are as rare as the last one for
   * which there is room, the first in that order stay.
   */
  static train(
    sequences: Iterable<readonly string[]>,
    options: VocabularyOptions = {},
  ): SymbolVocabulary {
    expectIterable("SymbolVocabulary.train", "sequences", sequences);
    const { minCount, maxSize = Infinity } = vocabularyOptions.complete(options);
    const counts = new Map<string, number>();
    for (const sequence of sequences) {
      expectList("SymbolVocabulary.train", "a sequence", sequence);
      for (const symbol of sequence) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    }
    const symbols = [...counts.keys()].filter((symbol) => counts.get(symbol)! >= minCount).sort();
    const room = maxSize - reserved.length;
    if (symbols.length <= room) return new SymbolVocabulary(symbols);
    const byCount = symbols.toSorted((a, b) => counts.get(b)! - counts.get(a)!); // stable
    return new SymbolVocabulary(byCount.slice(0, room).sort());
  }

  /** Id that fills sequences up. */
  get paddingIdx(): number {
    return paddingId;
  }
  /** Id that begins a sequence. */
  get beginIdx(): number {
    return beginId;
  }
  /** Id that ends a sequence. */
  get endIdx(): number {
    return endId;
  }
  /** Id of every symbol that is not in the vocabulary. */
  get unknownIdx(): number {
    return unknownId;
  }

  /** The symbols and the reserved ids. */
  get size(): number {
    return reserved.length + this.symbols.length;
  }

  has(symbol: string): boolean {
    expectText("SymbolVocabulary", "symbol", symbol);
    return this.#ids.has(symbol);
  }

  encode(symbols: readonly string[]): number[] {
    expectList("SymbolVocabulary", "symbols", symbols);
    return symbols.map((symbol) => this.#ids.get(symbol) ?? unknownId);
  }

  decode(ids: readonly number[]): string[] {
    expectList("SymbolVocabulary", "ids", ids);
    return ids.map((id) => reserved[id] ?? this.symbols[id - reserved.length] ?? "<unknown>");
  }

  /** What stands for the reserved ids in a file, where each token is another text: "<end>" unless that is a symbol. */
  get reservedTokens(): readonly string[] {
    return reserved.map((name) => {
      let token: string = name;
      while (this.has(token)) token = `<${token}>`;
      return token;
    });
  }
}
