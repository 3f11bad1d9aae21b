import type { BatchedSequence } from "./batched-sequence.ts";

/** Some of the next tokens of a sequence. */
export interface PlannedPart {
  readonly sequence: BatchedSequence;
  readonly tokens: number;
  /** They are the last that are there: another one follows from them. */
  readonly isLast: boolean;
  /** Of how many of them, the last, the logits are wanted. */
  readonly asked: number;
}

/** Prompts are computed in parts that end at multiples of it, whoever else is computed, so that neighbours change no bit. */
const PART = 64;
/** Fewer tokens than a part of their own is worth are computed with the part before. */
const REST = 4;
/** Tokens of prompts in a pass with sequences that go on, which wait for it meanwhile; and in one without; logits of all of these would be large. */
const BESIDE_OTHERS = PART;
const ALONE = 8 * PART;

/**
 * What a pass computes: the newest token of each sequence that goes on, and parts of prompts, those of the first to come first.
 * A prompt of more than `whole` tokens is computed in one part.
 */
export function planPass(
  sequences: readonly BatchedSequence[],
  whole = Number.POSITIVE_INFINITY,
): PlannedPart[] {
  const going = sequences.filter(({ missing }) => missing === 1);
  const begun = sequences.filter(({ missing }) => missing > 1);
  const plan = going.map((sequence) => ({ sequence, tokens: 1, isLast: true, asked: 1 }));
  const small = going.length > 0 || begun.some(({ readsPrompt }) => readsPrompt);
  let room = small ? BESIDE_OTHERS : ALONE;
  const most = room;
  for (const sequence of begun)
    for (const tokens of partsOf(sequence, whole)) {
      if (tokens > room && room < most) return plan;
      room -= tokens;
      const done = plan.reduce((sum, one) => sum + (one.sequence === sequence ? one.tokens : 0), 0);
      const isLast = done + tokens === sequence.missing;
      plan.push({
        sequence,
        tokens,
        isLast,
        asked: sequence.readsPrompt ? tokens : Number(isLast),
      });
    }
  return plan;
}

/** Sizes of the parts that are left of a prompt. */
function* partsOf({ computed, length }: BatchedSequence, whole: number): Generator<number> {
  if (length > whole) return yield length - computed;
  for (let from = computed; from < length; ) {
    const end = Math.floor(from / PART + 1) * PART;
    const to = length - end < REST ? length : end;
    yield to - from;
    from = to;
  }
}
