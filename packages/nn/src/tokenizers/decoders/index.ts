import type { ComponentFields } from "../component-fields.ts";
import { type ComponentReader, readComponent } from "../read-component.ts";
import { bpeDecoder } from "./bpe.ts";
import { byteFallback } from "./byte-fallback.ts";
import { byteLevelDecoder } from "./byte-level.ts";
import { ctc } from "./ctc.ts";
import type { TokenDecoder } from "./decoder.ts";
import { metaspaceDecoder } from "./metaspace.ts";
import { replaceDecoder } from "./replace.ts";
import { stripDecoder } from "./strip.ts";
import { wordPieceDecoder } from "./word-piece.ts";

/** Every kind of decoder that a tokenizer.json may name. */
const decoders: Readonly<Record<string, ComponentReader<TokenDecoder>>> = {
  BPEDecoder: bpeDecoder,
  ByteFallback: () => byteFallback,
  ByteLevel: () => byteLevelDecoder,
  CTC: ctc,
  Fuse: () => (tokens) => [tokens.join("")],
  Metaspace: metaspaceDecoder,
  Replace: replaceDecoder,
  Sequence: sequence,
  Strip: stripDecoder,
  WordPiece: wordPieceDecoder,
};

export const readDecoder: ComponentReader<TokenDecoder> = (fields) =>
  readComponent(fields, decoders);

/** One after the other. */
function sequence(fields: ComponentFields): TokenDecoder {
  const parts = fields.objects("decoders").map(readDecoder);
  return (tokens) => parts.reduce((now, decode) => decode(now), tokens);
}
