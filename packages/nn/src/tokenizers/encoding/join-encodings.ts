import { Encoding, emptyEncoding, type Offsets } from "./encoding.ts";

/** One behind the other. What overflows of each is joined with every other form of the rest. */
export const joinEncodings = (parts: readonly Encoding[]): Encoding =>
  parts.reduce(joinTwo, emptyEncoding);

function joinTwo(first: Encoding, second: Encoding): Encoding {
  const overflowing: Encoding[] = [];
  for (const part of first.overflowing) {
    overflowing.push(joinPlain(part, second));
    for (const other of second.overflowing) overflowing.push(joinPlain(part, other));
  }
  for (const other of second.overflowing) overflowing.push(joinPlain(first, other));
  return joinPlain(first, second).with({ overflowing });
}

function joinPlain(first: Encoding, second: Encoding): Encoding {
  const sequences = new Map<number, Offsets>(first.sequences);
  for (const [sequence, [start, end]] of second.sequences)
    sequences.set(sequence, [first.length + start, first.length + end]);
  return new Encoding({
    ids: [...first.ids, ...second.ids],
    tokens: [...first.tokens, ...second.tokens],
    offsets: [...first.offsets, ...second.offsets],
    typeIds: [...first.typeIds, ...second.typeIds],
    wordIds: [...first.wordIds, ...second.wordIds],
    specialTokensMask: [...first.specialTokensMask, ...second.specialTokensMask],
    attentionMask: [...first.attentionMask, ...second.attentionMask],
    sequences,
  });
}
