import type { SentencePiece, SentencePieceModel } from "./sentencepiece-model.ts";

/** Which tokens are put around a text. */
export interface TokensAround {
  readonly addBos: boolean;
  readonly addEos: boolean;
}

/** The tokenizer.json that does what sentencepiece does with a .model. */
export function sentencePieceFile(model: SentencePieceModel, around: TokensAround): object {
  const { pieces, kind } = model;
  const metaspace = {
    ...{ type: "Metaspace", replacement: "▁", split: kind === "unigram" },
    prepend_scheme: model.addDummyPrefix ? "always" : "never",
  };
  const added = pieces.flatMap(({ piece, kind: of }, id) =>
    of === "control" || of === "unknown" || of === "userDefined" ? [addedToken(piece, id, of)] : [],
  );
  return {
    ...{ version: "1.0", truncation: null, padding: null, added_tokens: added },
    normalizer: normalizerOf(model),
    pre_tokenizer: metaspace,
    post_processor: postProcessorOf(model, around),
    decoder: {
      type: "Sequence",
      decoders: [{ type: "ByteFallback" }, metaspace],
    },
    model: kind === "bpe" ? bpeOf(model) : unigramOf(model),
  };
}

const addedToken = (content: string, id: number, kind: SentencePiece["kind"]): object => ({
  ...{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false },
  special: kind !== "userDefined",
});

/** Characters by the table, and spaces as they count. */
function normalizerOf({ characterMap, removeExtraWhitespaces }: SentencePieceModel): object | null {
  const normalizers = [
    ...(characterMap.length > 0
      ? [{ type: "Precompiled", precompiled_charsmap: base64(characterMap) }]
      : []),
    ...(removeExtraWhitespaces
      ? [
          { type: "Replace", pattern: { Regex: "\\A +| +\\z" }, content: "" },
          { type: "Replace", pattern: { Regex: " {2,}" }, content: " " },
        ]
      : []),
  ];
  return normalizers.length === 0 ? null : { type: "Sequence", normalizers };
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

function postProcessorOf(
  { pieces, bosId, eosId }: SentencePieceModel,
  { addBos, addEos }: TokensAround,
): object | null {
  const [bos, eos] = [addBos ? pieces[bosId] : undefined, addEos ? pieces[eosId] : undefined];
  if (!bos && !eos) return null;
  const template = (id: "A" | "B", typeId: number): object[] => [
    ...(bos ? [{ SpecialToken: { id: bos.piece, type_id: typeId } }] : []),
    { Sequence: { id, type_id: typeId } },
    ...(eos ? [{ SpecialToken: { id: eos.piece, type_id: typeId } }] : []),
  ];
  const named = [
    ...(bos ? [[bos.piece, bosId] as const] : []),
    ...(eos ? [[eos.piece, eosId] as const] : []),
  ];
  return {
    type: "TemplateProcessing",
    single: template("A", 0),
    pair: [...template("A", 0), ...template("B", 1)],
    special_tokens: Object.fromEntries(
      named.map(([token, id]) => [token, { id: token, ids: [id], tokens: [token] }]),
    ),
  };
}

function unigramOf({ pieces, byteFallback }: SentencePieceModel): object {
  const unknown = pieces.findIndex(({ kind }) => kind === "unknown");
  return {
    type: "Unigram",
    unk_id: unknown < 0 ? null : unknown,
    vocab: pieces.map(({ piece, score }) => [piece, score]),
    byte_fallback: byteFallback,
  };
}

function bpeOf({ pieces, byteFallback }: SentencePieceModel): object {
  const ids = new Map(pieces.map(({ piece }, id) => [piece, id]));
  const unknown = pieces.find(({ kind }) => kind === "unknown");
  return {
    ...{ type: "BPE", dropout: null, unk_token: unknown?.piece ?? null },
    ...{ continuing_subword_prefix: null, end_of_word_suffix: null },
    ...{ fuse_unk: true, byte_fallback: byteFallback, ignore_merges: false },
    vocab: Object.fromEntries(ids),
    merges: mergesOf(pieces, ids),
  };
}

/** Every pair of pieces that makes up a third: sentencepiece merges the one with the best score first. */
function mergesOf(
  pieces: readonly SentencePiece[],
  ids: ReadonlyMap<string, number>,
): readonly (readonly [string, string])[] {
  const merges: { first: string; second: string; score: number }[] = [];
  for (const { piece, score, kind } of pieces) {
    if (kind !== "normal") continue;
    const characters = [...piece];
    for (let cut = 1; cut < characters.length; cut++) {
      const first = characters.slice(0, cut).join("");
      const second = characters.slice(cut).join("");
      if (ids.has(first) && ids.has(second)) merges.push({ first, second, score });
    }
  }
  // The order of Python's converter, so that pairs of one score have one order everywhere.
  const lengthOf = (text: string): number => [...text].length;
  merges.sort(
    (a, b) =>
      b.score - a.score ||
      lengthOf(b.first) - lengthOf(a.first) ||
      lengthOf(b.second) - lengthOf(a.second),
  );
  return merges.map(({ first, second }) => [first, second] as const);
}
