import { describeValue } from "../../options/describe-value.ts";
import { expectEqualLists } from "../equal-lists.ts";

/** True and false positives above each threshold, from the highest score down; equal scores are one threshold. */
function thresholds(
  who: string,
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
): { readonly hits: readonly number[]; readonly alarms: readonly number[] } {
  expectEqualLists(who, ["labels", labels], ["scores", scores]);
  const places = Array.from({ length: scores.length }, (_, i) => i);
  for (const i of places) {
    if (Number(labels[i]) !== 0 && Number(labels[i]) !== 1)
      throw new RangeError(
        `${who}: labels[${i}] is ${describeValue(labels[i])}, expected 0 or 1, the positive class`,
      );
    if (typeof scores[i] !== "number" || Number.isNaN(scores[i]))
      throw new RangeError(
        `${who}: scores[${i}] is ${describeValue(scores[i])}, expected a number`,
      );
  }
  places.sort((a, b) => (scores[a] === scores[b] ? 0 : scores[b]! > scores[a]! ? 1 : -1));
  const [hits, alarms] = [[] as number[], [] as number[]];
  let [hit, alarm] = [0, 0];
  for (const [rank, i] of places.entries()) {
    if (Number(labels[i]) === 1) hit++;
    else alarm++;
    const next = places[rank + 1];
    if (next !== undefined && scores[next] === scores[i]) continue;
    hits.push(hit);
    alarms.push(alarm);
  }
  return { hits, alarms };
}

/**
 * Area under the receiver operating characteristic: how probable it is that a positive example scores above a negative
 * one, equal scores counting half. NaN where one of both classes does not occur. Labels are 0 or 1.
 *
 * @throws RangeError for lists that do not go together, another label, and NaN among the scores
 */
export function rocAuc(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): number {
  const { hits, alarms } = thresholds("rocAuc", labels, scores);
  let area = 0;
  for (const [i, hit] of hits.entries())
    area += ((alarms[i]! - (alarms[i - 1] ?? 0)) * (hit + (hits[i - 1] ?? 0))) / 2;
  return area / (hits.at(-1)! * alarms.at(-1)!);
}

/**
 * Average precision: the precision at each threshold, weighted by the recall that it adds; no interpolation, as in
 * scikit-learn. 0 where there is no positive example. Labels are 0 or 1.
 *
 * @throws RangeError for lists that do not go together, another label, and NaN among the scores
 */
export function averagePrecision(
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
): number {
  const { hits, alarms } = thresholds("averagePrecision", labels, scores);
  let sum = 0;
  for (const [i, hit] of hits.entries())
    sum += ((hit - (hits[i - 1] ?? 0)) * hit) / (hit + alarms[i]!);
  return hits.at(-1)! > 0 ? sum / hits.at(-1)! : 0;
}
