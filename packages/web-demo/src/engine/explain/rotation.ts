import type { Module } from "@qkv/nn";
import { RotaryEmbedding, ropeFrequencies } from "@qkv/nn/attention";
import type { Explanation, TensorAnswer, Term } from "../protocol.ts";
import { agree, before, type Pass, target, termOf, valueAt } from "./pass.ts";

/**
 * A query or key that was turned by its place: y = a cos(t w) - b sin(t w) of a pair of channels (a, b), and b cos + a sin of
 * the other one. Su et al., arXiv:2104.09864. What was turned is found among the tensors before: both numbers of the pair
 * have to come out.
 */
export function explainRotation(pass: Pass, model: Module): Explanation | undefined {
  const turned = target(pass);
  const [, , tokens, size] = turned.shape;
  const rotary = [...model.namedModules()].find(([path]) => path === turned.name)?.[1];
  if (!(rotary instanceof RotaryEmbedding) || turned.shape.length !== 4) return undefined;
  const { dim, theta, scaling, interleaved } = rotary;
  const { frequencies, attentionFactor } = ropeFrequencies(dim, theta, scaling, tokens!);
  const [batch, head, position, channel] = pass.cell as [number, number, number, number];
  const at = (place: number) => [batch, head, position, place];
  if (channel >= dim) return copied(pass, channel, size!); // the rest of a head stays as it is
  const half = dim / 2;
  const pair = interleaved ? channel >> 1 : channel % half;
  const [first, second] = interleaved ? [2 * pair, 2 * pair + 1] : [pair, pair + half];
  const angle = position * frequencies[pair]!;
  const [cos, sin] = [attentionFactor * Math.cos(angle), attentionFactor * Math.sin(angle)];
  const [y1, y2] = [valueAt(turned, at(first)), valueAt(turned, at(second))];
  for (const [a, b] of pairsBefore(pass, size!, first, second)) {
    const magnitude = Math.abs(a.value) + Math.abs(b.value);
    if (!agree(a.value * cos - b.value * sin, y1, magnitude)) continue;
    if (!agree(b.value * cos + a.value * sin, y2, magnitude)) continue;
    const isFirst = channel === first;
    return {
      ...{ kind: "rotation", position, pair, frequencies: Float32Array.from(frequencies) },
      ...{ frequency: frequencies[pair]!, angle, scale: attentionFactor, sign: isFirst ? -1 : 1 },
      ...(isFirst ? { own: a, partner: b } : { own: b, partner: a }),
      turned: [y1, y2],
    };
  }
  return undefined;
}

/** Numbers that may have been the two of a pair: of each head's place in what came before, the latest first. */
function* pairsBefore(
  pass: Pass,
  size: number,
  first: number,
  second: number,
): Generator<readonly [a: Term, b: Term]> {
  for (const [tensor, cellOf] of headsBefore(pass, size))
    yield [termOf(tensor, cellOf(first)), termOf(tensor, cellOf(second))];
}

function copied(pass: Pass, channel: number, size: number): Explanation | undefined {
  const value = valueAt(target(pass), pass.cell);
  for (const [tensor, cellOf] of headsBefore(pass, size))
    if (valueAt(tensor, cellOf(channel)) === value)
      return { kind: "copy", from: termOf(tensor, cellOf(channel)) };
  return undefined;
}

/** Every place at which the token's head may lie: side by side, packed in any order, or as heads already, before or behind the tokens. */
function* headsBefore(
  pass: Pass,
  size: number,
): Generator<readonly [TensorAnswer, (channel: number) => readonly number[]]> {
  const [batch, head, position] = pass.cell as [number, number, number];
  const { name, shape } = target(pass);
  for (const one of before(pass)) {
    if (one.role !== "output" || one.name === name) continue;
    const [, second, third, last] = one.shape;
    if (last === size && second === shape[1] && third === shape[2])
      yield [one, (channel) => [batch, head, position, channel]];
    if (last === size && second === shape[2] && third === shape[1])
      yield [one, (channel) => [batch, position, head, channel]];
    if (one.shape.length !== 3 || one.shape[1] !== shape[2]) continue;
    for (let start = 0; start + size <= one.shape[2]!; start += size)
      yield [one, (channel) => [batch, position, start + channel]];
  }
}
