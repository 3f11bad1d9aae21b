import { ranked } from "../labels/softmax-row.ts";
import type { Naming, TaggedToken } from "./tagged-tokens.ts";

/** How tokens become entities: not at all; by their tags; or by those of whole words, which the tokens of a word agree on. */
export const aggregations = ["none", "simple", "first", "average", "max"] as const;
/** How tokens become entities: Hugging Face's `aggregation_strategy`. */
export type Aggregation = (typeof aggregations)[number];

/** Tokens or words with one label. */
export interface LabelledSpan {
  readonly entity: string;
  readonly score: number;
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** An entity, as Hugging Face calls its parts; start and end count code points. */
export interface EntityGroup {
  readonly entity_group: string;
  readonly score: number;
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Each token with its likeliest label. */
export const labelledTokens = (
  tokens: readonly TaggedToken[],
  { labels }: Pick<Naming, "labels">,
): readonly (LabelledSpan & { readonly index: number })[] =>
  tokens.map(({ scores, index, word, start, end }) => ({
    ...likeliest(scores, labels),
    ...{ index, word, start, end },
  }));

/** Each word with a label that all of its tokens have. */
export function labelledWords(
  tokens: readonly TaggedToken[],
  aggregation: "first" | "average" | "max",
  { tokenizer, labels }: Naming,
): readonly LabelledSpan[] {
  const words: TaggedToken[][] = [];
  for (const token of tokens)
    if (token.isSubword && words.length > 0) words.at(-1)!.push(token);
    else words.push([token]);
  return words.map((parts) => ({
    ...likeliest(wordScores[aggregation](parts), labels),
    word: tokenizer.joinTokens(parts.map(({ word }) => word)),
    start: parts[0]!.start,
    end: parts.at(-1)!.end,
  }));
}

const largest = (scores: Float64Array): number => scores[ranked(scores, 1)[0]!]!;

/** The scores of a word out of those of its tokens. */
const wordScores = {
  first: ([first]: readonly TaggedToken[]) => first!.scores,
  max: (parts: readonly TaggedToken[]) =>
    parts.map(({ scores }) => scores).reduce((a, b) => (largest(b) > largest(a) ? b : a)),
  average: (parts: readonly TaggedToken[]) =>
    parts[0]!.scores.map(
      (_, i) => parts.reduce((sum, { scores }) => sum + scores[i]!, 0) / parts.length,
    ),
};

function likeliest(scores: Float64Array, labels: readonly string[]) {
  const [best] = ranked(scores, 1);
  return { entity: labels[best!]!, score: scores[best!]! };
}

/** Neighbours with one tag are one entity, but that B- begins another. */
export function groupEntities(
  spans: readonly LabelledSpan[],
  { tokenizer }: Pick<Naming, "tokenizer">,
): readonly EntityGroup[] {
  const groups: LabelledSpan[][] = [];
  for (const span of spans) {
    const last = groups.at(-1)?.at(-1);
    const { tag, begins } = tagOf(span);
    if (last && tagOf(last).tag === tag && !begins) groups.at(-1)!.push(span);
    else groups.push([span]);
  }
  return groups.map((parts) => ({
    entity_group: parts[0]!.entity.replace(/^[^-]*-/, ""),
    score: parts.reduce((sum, { score }) => sum + score, 0) / parts.length,
    word: tokenizer.joinTokens(parts.map(({ word }) => word)),
    start: parts[0]!.start,
    end: parts.at(-1)!.end,
  }));
}

function tagOf({ entity }: LabelledSpan): { readonly tag: string; readonly begins: boolean } {
  const tagged = /^[BI]-/.test(entity);
  return { tag: tagged ? entity.slice(2) : entity, begins: entity.startsWith("B-") };
}

/** Of entities that windows of a text have found twice: the longer one, of equal ones the surer. */
export function withoutOverlaps(entities: readonly EntityGroup[]): readonly EntityGroup[] {
  const kept: EntityGroup[] = [];
  for (const entity of [...entities].sort((a, b) => a.start - b.start)) {
    const last = kept.at(-1);
    if (!last || entity.start < last.start || entity.start >= last.end) kept.push(entity);
    else if (isBetter(entity, last)) kept[kept.length - 1] = entity;
  }
  return kept;
}

function isBetter(entity: EntityGroup, last: EntityGroup): boolean {
  const longer = entity.end - entity.start - (last.end - last.start);
  return longer > 0 || (longer === 0 && entity.score > last.score);
}
