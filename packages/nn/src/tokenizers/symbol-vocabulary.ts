/** Ids that no symbol has; the padding is the one that encoder-decoders hide from attention. */
export const paddingId = 0;
export const beginId = 1;
export const endId = 2;
export const unknownId = 3;

/** What stands for the ids that no symbol has. */
const reserved = ["<padding>", "<begin>", "<end>", "<unknown>"] as const;

/** Symbols of the sources or the targets, and their ids behind the reserved ones. */
export class SymbolVocabulary {
  readonly symbols: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  /** Distinct symbols, in the order of their ids. */
  constructor(symbols: readonly string[]) {
    this.symbols = symbols;
    this.#ids = new Map(symbols.map((symbol, i) => [symbol, reserved.length + i]));
    if (this.#ids.size !== symbols.length)
      throw new RangeError("a symbol stands in the vocabulary twice");
  }

  /** All symbols of some sequences, in the order of their code units. */
  static train(sequences: Iterable<readonly string[]>): SymbolVocabulary {
    const symbols = new Set<string>();
    for (const sequence of sequences) for (const symbol of sequence) symbols.add(symbol);
    return new SymbolVocabulary([...symbols].sort());
  }

  /** The symbols and the reserved ids. */
  get size(): number {
    return reserved.length + this.symbols.length;
  }

  has(symbol: string): boolean {
    return this.#ids.has(symbol);
  }

  encode(symbols: readonly string[]): number[] {
    return symbols.map((symbol) => this.#ids.get(symbol) ?? unknownId);
  }

  decode(ids: readonly number[]): string[] {
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
