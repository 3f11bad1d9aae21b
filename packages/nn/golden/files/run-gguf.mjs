import { createHash } from "node:crypto";
import { join } from "node:path";
import { nn } from "../library.mjs";
import { compareLogits } from "./compare-logits.mjs";
import { bytesOf, expectSame, expectShape, floatsOf, readStored } from "./stored-values.mjs";

/** A GGUF file: its metadata, every tensor dequantised, and the logits of the model in it. */
export async function compareGguf({ bytes, folder, record, book, device }, comparison) {
  const file = await nn.openGguf(nn.bytesSource(bytes));
  for (const [key, { type, value }] of Object.entries(record.metadata)) {
    const ours = file.keyValues.get(key);
    if (!ours) throw new Error(`metadata ${key} is missing`);
    expectSame(`metadata ${key} type`, ours.type, type);
    expectSame(`metadata ${key}`, ours.value, plain(ours.value, value));
  }
  expectSame("tokens", [...file.keyValues.get("tokenizer.ggml.tokens").value], book.pieces);
  expectSame(
    "tensors",
    [...file.tensors.keys()],
    record.tensors.map(({ name }) => name),
  );
  for (const expected of record.tensors)
    await compareTensor(file.tensors.get(expected.name), expected, comparison);
  const stored = readStored(join(folder, "values.safetensors"));
  await compareWhole(file, record.file, stored, comparison);
  const model = await nn.ggufModel(file);
  const logits = floatsOf(stored.get(record.logits));
  await compareLogits(model, { ...record, logits }, device, comparison);
}

/** Integers beyond 2^53 are texts in JSON. */
const plain = (ours, value) =>
  typeof ours === "bigint" && typeof value === "string" ? BigInt(value) : value;

async function compareTensor(tensor, expected, comparison) {
  const { name } = expected;
  for (const field of ["type", "offset", "bytes"])
    expectSame(`${name} ${field}`, tensor[field], expected[field]);
  expectShape(name, tensor.shape, expected.shape);
  const { values } = await tensor.read();
  comparison.addValues(`${name} first`, values.slice(0, 4), expected.first);
  comparison.addValues(`${name} last`, values.slice(-4), expected.last);
  const hash = createHash("sha256").update(bytesOf(values)).digest("hex");
  expectSame(`${name} sha256`, hash, expected.sha256);
}

/** Tensors that the values hold in full, under "FILE/NAME". */
async function compareWhole(file, name, stored, comparison) {
  for (const [tensorName, tensor] of file.tensors) {
    const expected = stored.get(`${name}/${tensorName}`);
    if (!expected) continue;
    const { values } = await tensor.read();
    const { worst } = comparison;
    comparison.addValues(tensorName, values, floatsOf(expected));
    if (worst !== comparison.worst && comparison.worst.error > 0)
      throw new Error(`${comparison.worst.where} differs`);
  }
}

/** Open a file, and the model in it where that is asked for, and read all of its tensors. */
export async function readGgufWhole(bytes, asModel) {
  const file = await nn.openGguf(nn.bytesSource(bytes));
  const { tensors } = asModel ? (await nn.ggufModel(file)).checkpoint : file;
  const read = new Map();
  for (const [name, tensor] of tensors) read.set(name, (await tensor.read()).values);
  return read;
}
