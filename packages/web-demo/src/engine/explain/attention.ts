import type { Explanation, TensorAnswer } from "../protocol.ts";
import { agree, before, columnOf, dot, type Pass, rowOf, target, valueAt } from "./pass.ts";

const latest = (pass: Pass, role: string): TensorAnswer | undefined =>
  before(pass).find((one) => one.role === role && one.name === target(pass).name);

/** scores [N, nhead, M, M]: query · key, scaled; -Infinity where a mask is. */
export function explainScore(pass: Pass): Explanation | undefined {
  const { role } = target(pass);
  const [q, k] = [latest(pass, "q"), latest(pass, "k")];
  if (role !== "scores" || !q || !k) return undefined;
  const [batch, head, query, key] = pass.cell as [number, number, number, number];
  const left = rowOf(q, [batch, head, query]);
  const right = rowOf(k, [batch, head, key]);
  const value = valueAt(target(pass), pass.cell);
  if (value === -Infinity || value < -1e30) return { kind: "masked", left, right };
  const [sum, size] = dot(left.values, right.values);
  const scale = 1 / Math.sqrt(left.values.length);
  if (!agree(scale * sum, value, scale * size)) return undefined;
  return { kind: "dot", left, right, scale, terms: [] };
}

/** weights [N, nhead, M, M]: the softmax of a row of scores. */
export function explainWeight(pass: Pass): Explanation | undefined {
  const scores = latest(pass, "scores");
  if (target(pass).role !== "weights" || !scores) return undefined;
  const index = pass.cell.at(-1)!;
  const row = rowOf(scores, pass.cell.slice(0, -1));
  const highest = row.values.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = row.values.reduce((sum, score) => sum + Math.exp(score - highest), 0);
  const share = Math.exp(row.values[index]! - highest) / total;
  return agree(share, valueAt(target(pass), pass.cell), 1)
    ? { kind: "softmax", row, index }
    : undefined;
}

/** headOutput [N, nhead, M, E/nhead]: a row of weights · a column of values. */
export function explainHeadOutput(pass: Pass): Explanation | undefined {
  const [weights, v] = [latest(pass, "weights"), latest(pass, "v")];
  if (target(pass).role !== "headOutput" || !weights || !v) return undefined;
  const [batch, head, query, channel] = pass.cell as [number, number, number, number];
  const left = rowOf(weights, [batch, head, query]);
  const right = columnOf(v, [batch, head], channel);
  const [sum, size] = dot(left.values, right.values);
  if (!agree(sum, valueAt(target(pass), pass.cell), size)) return undefined;
  return { kind: "dot", left, right, scale: 1, terms: [] };
}
