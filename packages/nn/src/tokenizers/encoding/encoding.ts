/** A part of a text in Unicode code points: [start, end), as Hugging Face counts. */
export type Offsets = readonly [start: number, end: number];

/** What an `Encoding` is made of. Every list but `overflowing` has an entry for each token. */
export interface EncodingFields {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  readonly offsets: readonly Offsets[];
  readonly typeIds: readonly number[];
  readonly wordIds: readonly (number | null)[];
  readonly specialTokensMask: readonly number[];
  readonly attentionMask: readonly number[];
  /** Which tokens are of which sequence; all of them of the first unless anything is said. */
  readonly sequences?: ReadonlyMap<number, Offsets>;
  readonly overflowing?: readonly Encoding[];
}

/** What a text, or a pair of texts, is for a model: a token's id and all else that is known of it, at the same index. */
export class Encoding {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  /** Where in its text each token stands, in code points; [0, 0] for a token that stands for no text. */
  readonly offsets: readonly Offsets[];
  /** Of which segment each token is: what BERT calls token type. */
  readonly typeIds: readonly number[];
  /** Which word of its text each token is of; null for one that is of none. */
  readonly wordIds: readonly (number | null)[];
  /** 1 for tokens that were added: what begins, separates, ends and pads. */
  readonly specialTokensMask: readonly number[];
  /** 1 for tokens that count, 0 for padding. */
  readonly attentionMask: readonly number[];
  /** What was cut off, in parts that overlap where a stride was given. */
  readonly overflowing: readonly Encoding[];
  /** Which tokens are of which sequence. */
  readonly sequences: ReadonlyMap<number, Offsets>;

  constructor(fields: EncodingFields) {
    this.ids = fields.ids;
    this.tokens = fields.tokens;
    this.offsets = fields.offsets;
    this.typeIds = fields.typeIds;
    this.wordIds = fields.wordIds;
    this.specialTokensMask = fields.specialTokensMask;
    this.attentionMask = fields.attentionMask;
    this.sequences = fields.sequences ?? new Map();
    this.overflowing = fields.overflowing ?? [];
  }

  get length(): number {
    return this.ids.length;
  }

  /** Of which text each token is, 0 or 1; null for one that is of none. */
  get sequenceIds(): readonly (number | null)[] {
    const ids: (number | null)[] = new Array(this.length).fill(null);
    const ranges: ReadonlyMap<number, Offsets> =
      this.sequences.size === 0 ? new Map([[0, [0, this.length]]]) : this.sequences;
    for (const sequence of [...ranges.keys()].sort((a, b) => a - b))
      ids.fill(sequence, ...ranges.get(sequence)!);
    return ids;
  }

  /** The same with other fields. */
  with(fields: Partial<EncodingFields>): Encoding {
    return new Encoding({ ...this, ...fields });
  }

  /** As the tokens of one sequence, what was cut off too. Of several that hold a token the highest is its own. */
  asSequence(sequence: number): Encoding {
    return this.with({
      sequences: new Map([...this.sequences, [sequence, [0, this.length] as const]]),
      overflowing: this.overflowing.map((part) => part.asSequence(sequence)),
    });
  }

  slice(start: number, end: number): Encoding {
    return new Encoding({
      ids: this.ids.slice(start, end),
      tokens: this.tokens.slice(start, end),
      offsets: this.offsets.slice(start, end),
      typeIds: this.typeIds.slice(start, end),
      wordIds: this.wordIds.slice(start, end),
      specialTokensMask: this.specialTokensMask.slice(start, end),
      attentionMask: this.attentionMask.slice(start, end),
    });
  }
}

export const emptyEncoding = new Encoding({
  ...{ ids: [], tokens: [], offsets: [], typeIds: [], wordIds: [] },
  ...{ specialTokensMask: [], attentionMask: [] },
});

/** Tokens that stand for no text. */
export function addedEncoding(
  ids: readonly number[],
  tokens: readonly string[],
  typeId: number,
): Encoding {
  return new Encoding({
    ids,
    tokens,
    offsets: ids.map(() => [0, 0] as const),
    typeIds: ids.map(() => typeId),
    wordIds: ids.map(() => null),
    specialTokensMask: ids.map(() => 1),
    attentionMask: ids.map(() => 1),
  });
}
