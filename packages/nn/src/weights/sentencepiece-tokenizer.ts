/** A piece of a sentencepiece vocabulary, as GGUF and llama2.c keep them: its id is its place. */
export interface Piece {
  /** With "▁" for a space. */
  readonly piece: string;
  readonly score: number;
}

export interface SentencePieceOptions {
  readonly pieces: readonly Piece[];
  /** Ids of pieces that no merges make: <s>, </s> and the like. */
  readonly special: readonly number[];
  /** Ids of pieces that are taken out of a text whole. */
  readonly added?: readonly number[];
  /** Of the piece for what no other covers. */
  readonly unknown: number | undefined;
  /** Of the piece put in front of a text, and of that behind it. */
  readonly begin?: number | undefined;
  readonly end?: number | undefined;
  /** Whether a space is put in front of a text. */
  readonly spaceInFront: boolean;
}

const SPACE = "▁";

/**
 * A sentencepiece vocabulary of the BPE kind as Hugging Face's tokenizer.json: where sentencepiece joins the two neighbours
 * whose joined piece has the highest score, a list of merges joins those of the first entry.
 */
export function sentencePieceTokenizer(options: SentencePieceOptions): Record<string, unknown> {
  const { pieces, special, added = [], unknown, spaceInFront } = options;
  const vocab = new Map<string, number>();
  for (const [id, { piece }] of pieces.entries()) if (!vocab.has(piece)) vocab.set(piece, id);
  const nameOf = (id: number | undefined) => (id === undefined ? undefined : pieces[id]?.piece);
  const replace = { type: "Replace", pattern: { String: " " }, content: SPACE };
  const front = { type: "Prepend", prepend: SPACE };
  const strip = { type: "Strip", content: " ", start: 1, stop: 0 };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [
      ...special.map((id) => addedToken(id, pieces[id]!.piece)),
      ...added.map((id) => addedToken(id, pieces[id]!.piece, false)),
    ].sort((a, b) => a.id - b.id),
    normalizer: { type: "Sequence", normalizers: spaceInFront ? [front, replace] : [replace] },
    pre_tokenizer: null,
    post_processor: template(options, nameOf),
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: SPACE }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        ...(spaceInFront ? [strip] : []),
      ],
    },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: nameOf(unknown) ?? null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: vocab.has("<0x00>"),
      ignore_merges: false,
      vocab: Object.fromEntries(vocab),
      merges: mergesOf(pieces, vocab, new Set([...special, ...added])),
    },
  };
}

export const addedToken = (id: number, content: string, isSpecial = true) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: isSpecial,
});

/** <s> text </s>, as far as they are asked for; null for neither. */
export function template(
  { begin, end }: { readonly begin?: number | undefined; readonly end?: number | undefined },
  nameOf: (id: number | undefined) => string | undefined,
): unknown {
  const used = [begin, end].filter((id): id is number => nameOf(id) !== undefined);
  if (used.length === 0) return null;
  const token = (id: number | undefined, type_id: number) =>
    nameOf(id) === undefined ? [] : [{ SpecialToken: { id: nameOf(id), type_id } }];
  const around = (name: string, type: number) => [
    ...token(begin, type),
    { Sequence: { id: name, type_id: type } },
    ...token(end, type),
  ];
  return {
    type: "TemplateProcessing",
    single: around("A", 0),
    pair: [...around("A", 0), ...around("B", 1)],
    special_tokens: Object.fromEntries(
      used.map((id) => [nameOf(id), { id: nameOf(id), ids: [id], tokens: [nameOf(id)] }]),
    ),
  };
}

const LONGEST_PIECE = 256;

/** Every way to join two pieces to a third, the best third first. */
function mergesOf(
  pieces: readonly Piece[],
  vocab: ReadonlyMap<string, number>,
  special: ReadonlySet<number>,
): [string, string][] {
  const merges: { readonly pair: [string, string]; readonly score: number }[] = [];
  for (const [id, { piece, score }] of pieces.entries()) {
    if (special.has(id) || piece.length > LONGEST_PIECE) continue;
    const letters = [...piece];
    for (let cut = 1; cut < letters.length; cut++) {
      const left = letters.slice(0, cut).join("");
      const right = letters.slice(cut).join("");
      if (vocab.has(left) && vocab.has(right)) merges.push({ pair: [left, right], score });
    }
  }
  // Of pairs that make the same piece the one with the longer beginning comes first; sorting keeps the order of equals.
  merges.sort((a, b) => b.score - a.score || b.pair[0].length - a.pair[0].length);
  return merges.map(({ pair }) => pair);
}
