import { join } from "node:path";
import { nn } from "../library.mjs";
import { compareLogits } from "./compare-logits.mjs";
import { bytesOf, expectSame, expectSameBytes, floatsOf, readStored } from "./stored-values.mjs";

/** A .bin file of llama2.c: weights in transformers' layout, and the logits of the model in it. */
export async function compareLlama2c({ bytes, folder, record, device }, comparison) {
  expectSame("bytes", bytes.length, record.bytes);
  const model = await nn.openLlama2c(nn.bytesSource(bytes));
  expectSame("shared classifier", model.config.tie_word_embeddings, record.shared_classifier);
  const stored = readStored(join(folder, "values.safetensors"));
  for (const [name, tensor] of model.checkpoint.tensors) {
    const expected = stored.get(`${record.file}/${name}`);
    if (!expected) continue;
    const { values } = await tensor.read();
    expectSameBytes(name, bytesOf(values), expected.bytes);
  }
  const logits = floatsOf(stored.get(record.logits));
  await compareLogits(model, { ...record, logits }, device, comparison);
}

/** A tokenizer.bin: its pieces, in which a space stands for "▁". */
export function compareVocabulary({ bytes, book }, comparison) {
  const { pieces } = nn.readLlama2cVocabulary(bytes);
  const expected = book.pieces.map((piece) => piece.replaceAll("▁", " "));
  expectSame(
    "pieces",
    pieces.map(({ piece }) => piece),
    expected,
  );
  const { model } = nn.llama2cTokenizer({ pieces });
  for (const [id, piece] of book.pieces.entries())
    expectSame(`id of ${piece}`, model.vocab[piece], id);
  comparison.addFigure("pieces", 0, 0, 1);
}

/** Open a file and read all of its tensors. */
export async function readLlama2cWhole(bytes) {
  const { checkpoint } = await nn.openLlama2c(nn.bytesSource(bytes));
  const read = new Map();
  for (const [name, tensor] of checkpoint.tensors) read.set(name, (await tensor.read()).values);
  return read;
}
