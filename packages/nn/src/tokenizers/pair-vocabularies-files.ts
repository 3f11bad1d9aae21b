import { expectInstance } from "../options/expect-argument.ts";
import { PairVocabularies } from "./pair-vocabularies.ts";
import { SymbolVocabulary, unknownId } from "./symbol-vocabulary.ts";
import { TokenizerDataError, wrongField } from "./tokenizer-data-error.ts";
import {
  isTokenizerFile,
  readWordLevelFile,
  type Split,
  wordLevelFile,
} from "./word-level-file.ts";

/** Two files in Hugging Face's form: how sources and how targets become ids. */
export interface PairVocabulariesFiles {
  readonly source: object;
  readonly target: object;
}

/** The tokenizers of sources and of targets as Hugging Face's `tokenizers` opens them. */
export function pairVocabulariesFiles(vocabularies: PairVocabularies): PairVocabulariesFiles {
  expectInstance(
    "pairVocabulariesFiles",
    "vocabularies",
    vocabularies,
    PairVocabularies,
    "PairVocabularies",
  );
  const split: Split = vocabularies.separator === "" ? "letters" : "words";
  const fileOf = (vocabulary: SymbolVocabulary): object => {
    const { reservedTokens, symbols } = vocabulary;
    const tokens = [...reservedTokens, ...symbols];
    const unknown = reservedTokens[unknownId]!;
    return wordLevelFile({ split, tokens, unknown, special: reservedTokens.length });
  };
  return { source: fileOf(vocabularies.source), target: fileOf(vocabularies.target) };
}

/** Whether a file holds both vocabularies, as this library wrote them before it took Hugging Face's form. */
export const holdsBoth = (data: unknown): boolean => !isTokenizerFile(data);

/**
 * The vocabularies out of parsed JSON: of the sources and of the targets, or of both in one file of the older form.
 *
 * @throws TokenizerDataError that names the field, what was expected and what came
 */
export function readPairVocabularies(source: unknown, target?: unknown): PairVocabularies {
  if (!isTokenizerFile(source)) return readOlderForm(source);
  if (!isTokenizerFile(target)) throw wrongField("model", undefined, "a tokenizer of the targets");
  const [a, b] = [readVocabulary(source), readVocabulary(target)];
  if (a.split !== b.split)
    throw new TokenizerDataError(
      `the sources fall into ${a.split} and the targets into ${b.split}, expected the same of both`,
    );
  return new PairVocabularies(a.split === "letters" ? "" : " ", a.vocabulary, b.vocabulary);
}

function readVocabulary(data: object): {
  readonly split: Split;
  readonly vocabulary: SymbolVocabulary;
} {
  const { split, tokens, unknown, special } = readWordLevelFile(data, ["words", "letters"]);
  const vocabulary = new SymbolVocabulary(tokens.slice(special));
  const { reservedTokens } = vocabulary;
  const found = tokens.slice(0, special);
  if (found.join("\n") !== reservedTokens.join("\n"))
    throw wrongField("added_tokens", found, `the special tokens ${reservedTokens.join(", ")}`);
  if (unknown !== reservedTokens[unknownId])
    throw wrongField("model.unk_token", unknown, JSON.stringify(reservedTokens[unknownId]));
  return { split, vocabulary };
}

function readOlderForm(data: unknown): PairVocabularies {
  if (typeof data !== "object" || data === null) throw wrongField("the file", data, "an object");
  const fields = new Map(Object.entries(data));
  const [type, version, separator] = ["type", "version", "separator"].map((name) =>
    fields.get(name),
  );
  if (type !== "pairs") throw wrongField("type", type, '"pairs"');
  if (version !== 1) throw wrongField("version", version, "1");
  if (separator !== "" && separator !== " ") throw wrongField("separator", separator, '"" or " "');
  const vocabulary = (name: string): SymbolVocabulary => {
    const symbols = fields.get(name);
    if (!isSymbols(symbols)) throw wrongField(name, symbols, "a list of texts that are not empty");
    return new SymbolVocabulary(symbols);
  };
  return new PairVocabularies(separator, vocabulary("source"), vocabulary("target"));
}

const isSymbols = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "");
