import { defineOptions, type Given } from "../../options/define-options.ts";
import { oneOf } from "../../options/fields.ts";
import { expectEqualLists } from "../equal-lists.ts";
import { averageOf, type PrecisionRecallF1, precisionRecall } from "../precision-recall.ts";
import { type EntitySpan, entitySpans } from "./entity-spans.ts";

const entityOptions = defineOptions("entityScores", {
  /** How tags become entities, see `entitySpans`: "conlleval" unless given. */
  rule: oneOf(["conlleval", "strict"], { default: "conlleval" }),
});

/** Options of `entityScores`. */
export type EntityOptions = Given<typeof entityOptions>;

/** Precision, recall and F1 of the entities of one type. */
export interface EntityTypeScore extends PrecisionRecallF1 {
  /** Entities of this type in the truth. */
  readonly gold: number;
}

/** Each 0 to 1; a share of nothing is 0. */
export interface EntityScores {
  /** Over all entities: the figure of the CoNLL shared tasks. */
  readonly micro: PrecisionRecallF1;
  /** The mean over the types that occur in either. */
  readonly macro: PrecisionRecallF1;
  /** The mean over types, by the entities of each in the truth. */
  readonly weighted: PrecisionRecallF1;
  /** By type, in the order of their names. */
  readonly perType: ReadonlyMap<string, EntityTypeScore>;
}

/**
 * Precision, recall and F1 of entities, from the tags of sentences. An entity is right when first token, last token and
 * type are: Tjong Kim Sang and De Meulder, CoNLL 2003.
 *
 * @throws RangeError for sentences that do not go together, and for tags of another form
 */
export function entityScores(
  gold: readonly (readonly string[])[],
  predicted: readonly (readonly string[])[],
  options: EntityOptions = {},
): EntityScores {
  const { rule } = entityOptions.complete(options);
  expectEqualLists("entityScores", ["gold sentences", gold], ["predicted sentences", predicted]);
  const counts = new Map<string, { correct: number; given: number; wanted: number }>();
  const countsOf = ({ type }: EntitySpan) => {
    const known = counts.get(type) ?? { correct: 0, given: 0, wanted: 0 };
    counts.set(type, known);
    return known;
  };
  for (const [i, tags] of gold.entries()) {
    const other = predicted[i]!;
    if (tags?.length !== other?.length)
      throw new RangeError(
        `entityScores: sentence ${i} has ${tags?.length} gold and ${other?.length} predicted tags, expected as many of each`,
      );
    const right = new Set<string>();
    for (const span of entitySpans(tags, rule)) {
      countsOf(span).wanted++;
      right.add(nameOf(span));
    }
    for (const span of entitySpans(other, rule)) {
      const count = countsOf(span);
      count.given++;
      if (right.has(nameOf(span))) count.correct++;
    }
  }
  return scoresOf(new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1))));
}

const nameOf = ({ first, last, type }: EntitySpan): string => `${first} ${last} ${type}`;

function scoresOf(
  counts: ReadonlyMap<string, { correct: number; given: number; wanted: number }>,
): EntityScores {
  const all = [...counts.values()];
  const sum = (key: "correct" | "given" | "wanted"): number =>
    all.reduce((total, count) => total + count[key], 0);
  const scores = all.map(({ correct, given, wanted }) => ({
    ...precisionRecall(correct, given, wanted),
    gold: wanted,
  }));
  return {
    micro: precisionRecall(sum("correct"), sum("given"), sum("wanted")),
    macro: averageOf(scores),
    weighted: averageOf(
      scores,
      scores.map(({ gold }) => gold),
    ),
    perType: new Map([...counts.keys()].map((type, i) => [type, scores[i]!])),
  };
}
