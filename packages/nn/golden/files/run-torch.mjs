import { join } from "node:path";
import { nn } from "../library.mjs";
import { expectSame, expectSameBytes, expectShape, readStored } from "./stored-values.mjs";

/** A file of torch.save: the tree of what it holds, and every tensor bit by bit. */
export async function compareTorch({ bytes, folder, record }, comparison) {
  const { tree, values } = record;
  if (tree === undefined || values === undefined) throw new Error("the case has no tree or values");
  const stored = readStored(join(folder, values));
  await compareNode("", await nn.openTorchFile(nn.bytesSource(bytes)), tree, stored, comparison);
}

const comparers = {
  tensor: compareTensor,
  dict: compareDict,
  list: (...all) => compareItems(...all, false),
  tuple: (...all) => compareItems(...all, true),
  set: compareSet,
  float: (path, ours, node) => expectSame(path, ours, number(node.float)),
  value: (path, ours, node) => expectSame(path, ours, integer(ours, node.value)),
};

async function compareNode(path, ours, node, stored, comparison) {
  const kind = Object.keys(comparers).find((one) => Object.hasOwn(node, one));
  if (kind === undefined) throw new Error(`${path}: ${Object.keys(node)} is not understood`);
  await comparers[kind](path, ours, node, stored, comparison);
}

async function compareTensor(path, ours, { tensor, dtype, shape }, stored, comparison) {
  if (!nn.isTorchTensor(ours)) throw new Error(`${path} is no tensor`);
  expectSame(`${path} dtype`, ours.torchDType, dtype);
  expectShape(path, ours.shape, shape);
  const expected = stored.get(tensor);
  if (!expected) throw new Error(`there is no tensor ${JSON.stringify(tensor)} in the values`);
  expectSameBytes(path, await ours.bytesAsStored(), expected.bytes);
  comparison.addFigure(path, 0, 0, 1);
}

async function compareDict(path, ours, { dict }, ...rest) {
  if (!(ours instanceof Map)) throw new Error(`${path} is no dict`);
  expectSame(
    `${path} keys`,
    [...ours.keys()],
    dict.map(([key]) => key),
  );
  for (const [key, node] of dict) await compareNode(`${path}/${key}`, ours.get(key), node, ...rest);
}

async function compareItems(path, ours, node, stored, comparison, isTuple) {
  const items = node.list ?? node.tuple;
  if (!Array.isArray(ours) || Object.isFrozen(ours) !== isTuple || ours.length !== items.length)
    throw new Error(`${path} is no ${isTuple ? "tuple" : "list"} of ${items.length}`);
  for (const [i, item] of items.entries())
    await compareNode(`${path}/${i}`, ours[i], item, stored, comparison);
}

async function compareSet(path, ours, { set }, ...rest) {
  if (!(ours instanceof Set) || ours.size !== set.length)
    throw new Error(`${path} is no set of ${set.length}`);
  const items = [...ours].sort();
  const nodes = [...set].sort((a, b) => (a.value < b.value ? -1 : 1));
  for (const [i, node] of nodes.entries())
    await compareNode(`${path}/${i}`, items[i], node, ...rest);
}

/** Infinities and NaN are texts in JSON: "inf", "-inf", "nan". */
const number = (value) =>
  typeof value === "number"
    ? value
    : Number(value.replace("inf", "Infinity").replace("nan", "NaN"));

/** An integer that JSON could not hold. */
const integer = (ours, value) =>
  typeof ours === "bigint" && typeof value !== "bigint" ? BigInt(value) : value;

/** Open a file as a state dict and read all of its tensors. */
export async function readTorchWhole(bytes) {
  const { tensors } = await nn.openTorchCheckpoint(nn.bytesSource(bytes));
  const read = new Map();
  for (const [name, tensor] of tensors) read.set(name, (await tensor.read()).values);
  return read;
}
