import type { SequenceConstraint } from "../constraint.ts";
import type { GenerateIdsSettings } from "../generate-ids-options.ts";
import type { SequenceSoFar } from "../processors/logits-processor.ts";

/** Whether a sequence ends with its last token. */
export type StoppingCriterion = (sequence: SequenceSoFar) => boolean;

/** Whether a sequence ends here: by a token, a text, its length, or what the caller says. */
export function stoppingOf(
  o: GenerateIdsSettings,
  longest: number,
  constraint?: SequenceConstraint,
): StoppingCriterion {
  const ends = [o.eosTokenId].flat();
  const text = o.stopStrings.length > 0 ? completes(o.stopStrings, o.tokenizer!) : () => false;
  return (sequence) =>
    ends.includes(sequence.ids.at(-1)!) ||
    sequence.ids.length >= longest ||
    text(sequence) ||
    constraint?.stops(sequence) === true ||
    o.stoppingCriteria.some((stops) => stops(sequence));
}

/** Whether the last token completes one of these texts. */
function completes(
  strings: readonly string[],
  tokenizer: { decode(ids: ArrayLike<number>): string },
): StoppingCriterion {
  const longest = Math.max(...strings.map(({ length }) => length));
  return ({ ids }) => {
    // A token has a byte at least, so that so many hold the longest text, and one more what begins before it.
    const tail = ids.slice(-4 * longest - 1);
    const before = tokenizer.decode(tail.slice(0, -1)).length;
    const text = tokenizer.decode(tail);
    return strings.some((string) => {
      const at = text.lastIndexOf(string);
      return at >= 0 && at + string.length > before;
    });
  };
}
