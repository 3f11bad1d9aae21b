import type { ComponentFields } from "../component-fields.ts";
import { type ComponentReader, readComponent } from "../read-component.ts";
import { bpe } from "./bpe.ts";
import type { SubwordModel } from "./subword-model.ts";
import { unigram } from "./unigram.ts";
import { wordLevel } from "./word-level.ts";
import { wordPiece } from "./word-piece.ts";

/** Every kind of model that a tokenizer.json may name. */
const models: Readonly<Record<string, ComponentReader<SubwordModel>>> = {
  BPE: bpe,
  Unigram: unigram,
  WordLevel: wordLevel,
  WordPiece: wordPiece,
};

/** The model; older files do not say which it is, but have what only one kind has. */
export function readSubwordModel(fields: ComponentFields): SubwordModel {
  if (fields.has("type")) return readComponent(fields, models);
  if (fields.has("merges")) return bpe(fields);
  if (Array.isArray(fields.any("vocab"))) return unigram(fields);
  return fields.has("continuing_subword_prefix") ? wordPiece(fields) : wordLevel(fields);
}
