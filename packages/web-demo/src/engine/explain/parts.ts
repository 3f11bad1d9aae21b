import type { Explanation, TensorAnswer } from "../protocol.ts";
import { before, type Pass, target, termOf, valueAt } from "./pass.ts";

/** Ids are the tokenizer's. */
export const explainIds = (pass: Pass): Explanation | undefined =>
  target(pass).role === "ids" ? { kind: "given" } : undefined;

/** A row of a table that an embedding has: of a token's id, or of a position. */
export function explainLookUp(pass: Pass): Explanation | undefined {
  const { role, shape, name } = target(pass);
  const channel = pass.cell.at(-1)!;
  const value = valueAt(target(pass), pass.cell);
  const token = pass.cell.at(-2);
  if (token === undefined) return undefined;
  const ids = before(pass)[0];
  const ofIds = role === "output" && ids?.role === "ids" && ids.name === name;
  if (!ofIds && role !== "positions") return undefined;
  const row = ofIds ? valueAt(ids, pass.cell.slice(0, -1)) : token;
  for (const one of pass.parameterNames) {
    if (ofIds && one !== `${name}.weight`) continue;
    const table = pass.parameter(one)!;
    if (table.shape.length !== 2 || table.shape[1] !== shape.at(-1)) continue;
    if (table.data[row * table.shape[1]! + channel] === value)
      return { kind: "copy", from: { name: one, part: `[${row}, ${channel}]`, value } };
  }
  return undefined;
}

/** Queries, keys and values as they are cut out of the projections, one after the other or packed, and grouped. */
export function explainHeads(pass: Pass): Explanation | undefined {
  const { role, shape } = target(pass);
  const part = ["q", "k", "v"].indexOf(role);
  if (part < 0 || shape.length !== 4) return undefined;
  const [batch, head, token, channel] = pass.cell as [number, number, number, number];
  const [, heads, , size] = shape as [number, number, number, number];
  const value = valueAt(target(pass), pass.cell);
  // Rotated ones are heads already, of keys perhaps fewer than of queries.
  for (const rotated of before(pass).filter(
    (one) => one.role === "output" && one.shape.length === 4,
  )) {
    const group = heads / rotated.shape[1]!;
    const from = [batch, Math.floor(head / group), token, channel];
    if (rotated.shape[3] === size && valueAt(rotated, from) === value)
      return { kind: "copy", from: termOf(rotated, from) };
  }
  const outputs = before(pass).filter(
    (one) =>
      one.role === "output" && one.shape.length === 3 && one.name.startsWith(target(pass).name),
  );
  for (const output of outputs) {
    const width = output.shape[2]!;
    const packed = width === 3 * heads * size ? part * heads * size : 0;
    const groups = packed > 0 || width >= heads * size ? 1 : (heads * size) / width;
    const column = packed + Math.floor(head / groups) * size + channel;
    if (column < width && valueAt(output, [batch, token, column]) === value)
      return { kind: "copy", from: termOf(output, [batch, token, column]) };
  }
  return undefined;
}

/** The heads side by side again: [N, M, E] of [N, nhead, M, E/nhead]. */
export function explainConcatenated(pass: Pass): Explanation | undefined {
  if (target(pass).role !== "concatenated") return undefined;
  const heads = before(pass).find(({ role }) => role === "headOutput");
  if (!heads) return undefined;
  const [batch, token, channel] = pass.cell as [number, number, number];
  const size = heads.shape.at(-1)!;
  const cell = [batch, Math.floor(channel / size), token, channel % size];
  return same(pass, heads, cell);
}

/** The same tensor under another name: a block's output is that of its last part. */
export function explainSame(pass: Pass): Explanation | undefined {
  const latest = before(pass).find(({ shape }) => shape.join() === target(pass).shape.join());
  return latest && same(pass, latest, pass.cell);
}

/** Two tensors added: tokens and positions; positions are the same for every sequence. */
export function explainSum(pass: Pass): Explanation | undefined {
  const { shape } = target(pass);
  const value = valueAt(target(pass), pass.cell);
  const terms = before(pass)
    .filter((one) => one.shape.join() === shape.slice(shape.length - one.shape.length).join())
    .slice(0, 8)
    .map((one) => termOf(one, pass.cell.slice(shape.length - one.shape.length)));
  for (const [i, left] of terms.entries())
    for (const right of terms.slice(i + 1))
      if (Math.fround(left.value + right.value) === value)
        return { kind: "sum", terms: [right, left] };
  return undefined;
}

const same = (
  pass: Pass,
  tensor: TensorAnswer,
  cell: readonly number[],
): Explanation | undefined =>
  valueAt(tensor, cell) === valueAt(target(pass), pass.cell)
    ? { kind: "copy", from: termOf(tensor, cell) }
    : undefined;
