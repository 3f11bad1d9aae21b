import { compareFields, relative } from "../compare-deeply.mjs";
import { nn } from "../library.mjs";
import { inOrder } from "./figures-in-order.mjs";

function runEntities({ record, book }, comparison) {
  const { scheme, gold, predicted, ...rules } = record;
  if (scheme !== "BIO" && scheme !== "BIOES") throw new Error(`scheme ${scheme} is not understood`);
  const spans = (sentences, rule) =>
    sentences.flatMap((tags, i) =>
      nn.entitySpans(tags, rule).map(({ first, last, type }) => [i, first, last, type]),
    );
  for (const [rule, expected] of Object.entries(rules)) {
    const scores = nn.entityScores(gold, predicted, { rule });
    const perType = [...scores.perType].map(([type, score]) => [
      type,
      [...inOrder(score, book.order), score.gold],
    ]);
    const figures = {
      micro: () => inOrder(scores.micro, book.order),
      macro: () => inOrder(scores.macro, book.order),
      weighted: () => inOrder(scores.weighted, book.order),
      per_type: () => Object.fromEntries(perType),
      gold: () => spans(gold, rule),
      predicted: () => spans(predicted, rule),
    };
    compareFields(comparison, expected, [], figures, relative(1e-6));
  }
}

export const entityRunners = { "entities/cases": runEntities };
