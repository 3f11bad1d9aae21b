import { addedTokenOf, templateOf } from "./file-parts.ts";
import type { SentencePiece, SentencePieceModel } from "./sentencepiece-model.ts";

/** Which tokens are put around a text. */
export interface TokensAround {
  readonly addBos: boolean;
  readonly addEos: boolean;
}

/** The tokenizer.json that does what sentencepiece does with a .model. */
export function sentencePieceFile(
  model: SentencePieceModel,
  { addBos, addEos }: TokensAround,
): object {
  const { pieces, kind, bosId, eosId } = model;
  const metaspace = {
    ...{ type: "Metaspace", replacement: "▁", split: kind === "unigram" },
    prepend_scheme: model.addDummyPrefix ? "always" : "never",
  };
  const added = pieces.flatMap(({ piece, kind: of }, id) =>
    of === "control" || of === "unknown" || of === "userDefined"
      ? [addedTokenOf(id, piece, of !== "userDefined")]
      : [],
  );
  return {
    ...{ version: "1.0", truncation: null, padding: null, added_tokens: added },
    normalizer: normalizerOf(model),
    pre_tokenizer: metaspace,
    post_processor: templateOf(
      { begin: addBos ? bosId : undefined, end: addEos ? eosId : undefined },
      (id) => pieces[id]?.piece,
    ),
    decoder: {
      type: "Sequence",
      decoders: [{ type: "ByteFallback" }, metaspace],
    },
    model: kind === "bpe" ? bpeOf(model) : unigramOf(model),
  };
}

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
  const ids = new Map<string, number>();
  for (const [id, { piece }] of pieces.entries()) if (!ids.has(piece)) ids.set(piece, id);
  const unknown = pieces.find(({ kind }) => kind === "unknown");
  return {
    ...{ type: "BPE", dropout: null, unk_token: unknown?.piece ?? null },
    ...{ continuing_subword_prefix: null, end_of_word_suffix: null },
    ...{ fuse_unk: true, byte_fallback: byteFallback, ignore_merges: false },
    vocab: Object.fromEntries(ids),
    merges: mergesOf(pieces, ids),
  };
}

/** No vocabulary has longer ones, and every way to cut them would be tried. */
const LONGEST_PIECE = 256;

/** Every pair of pieces that makes up a third: sentencepiece merges the one with the best score first. */
function mergesOf(
  pieces: readonly SentencePiece[],
  ids: ReadonlyMap<string, number>,
): readonly (readonly [string, string])[] {
  const merges: { first: string; second: string; score: number }[] = [];
  for (const { piece, score, kind } of pieces) {
    if (kind !== "normal" || piece.length > LONGEST_PIECE) continue;
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
