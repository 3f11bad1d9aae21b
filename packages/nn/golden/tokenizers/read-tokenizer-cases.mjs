import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { GoldenError } from "../golden-error.mjs";
import { findFile, readJsonFile, readTextFile } from "./files.mjs";

const group = "tokenizers";

/** Every case of tokenizers/: of each tokenizer, of the chat templates, of cleaning up. */
export function readTokenizerCases(directory) {
  const folder = join(directory, group);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const { texts = [] } = readJsonFile(join(folder, "texts.json")) ?? {};
  return [
    ...names.flatMap((name) => tokenizerCases(directory, folder, name, texts)),
    ...chatCases(folder),
    ...cleanupCases(folder),
  ];
}

function tokenizerCases(directory, folder, name, texts) {
  const book = readJsonFile(join(folder, name, "cases.json"));
  if (!Array.isArray(book?.cases))
    throw new GoldenError(`${join(folder, name)} has no cases.json with a list "cases"`);
  const json = tokenizerOf(directory, join(folder, name), book.tokenizer);
  const shared = { json, texts, tokenizer: undefined };
  const size = { kind: "vocab_size", vocab_size: book.vocab_size };
  return [size, ...book.cases].map((record, i) => ({
    ...{ group, shared, record },
    name: i === 0 ? `${name}/vocab_size` : `${name}/${record.kind}-${i - 1}`,
  }));
}

/** The folder's own file, else the one that the cases name, which may lie far away. */
function tokenizerOf(directory, folder, named) {
  const own = readJsonFile(join(folder, "tokenizer.json"));
  if (own) return own;
  if (typeof named !== "string") throw new GoldenError(`${folder} names no tokenizer`);
  const [file, , , , vocabulary] = named.split(" ");
  const json = readJsonFile(findFile(directory, file));
  if (vocabulary === undefined || Object.keys(json.model.vocab ?? {}).length > 0) return json;
  const lines = readTextFile(findFile(directory, vocabulary)).replace(/\n$/, "").split("\n");
  const vocab = Object.fromEntries(lines.map((token, id) => [token, id]));
  return { ...json, model: { ...json.model, vocab } };
}

function chatCases(folder) {
  const book = readJsonFile(join(folder, "chat-templates.json"));
  return (book?.cases ?? []).map((record, i) => ({
    ...{ group, shared: book, record: { kind: "chat", ...record } },
    name: `chat-templates/${record.template}-${i}`,
  }));
}

function cleanupCases(folder) {
  const book = readJsonFile(join(folder, "cleanup.json"));
  return (book?.cases ?? []).map((record, i) => ({
    ...{ group, shared: book, record: { kind: "cleanup", ...record } },
    name: `cleanup/${i}`,
  }));
}
