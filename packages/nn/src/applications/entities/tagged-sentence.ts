import { entitySpans } from "../../metrics/entities/entity-spans.ts";

/** The words of a sentence, and a tag of each: O, or B- and I- with a type. */
export interface TaggedSentence {
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

/** Tags as B- at every entity's beginning and I- inside, whatever scheme they were in: IOB1 (I- alone), BIO, BIOES. */
export function asBio(tags: readonly string[]): readonly string[] {
  const bio = new Array<string>(tags.length).fill("O");
  for (const { first, last, type } of entitySpans(tags))
    for (let i = first; i <= last; i++) bio[i] = `${i === first ? "B" : "I"}-${type}`;
  return bio;
}

/** The labels of all entity types of sentences: O, B-LOC, I-LOC, ... */
export function labelsOfTags(sentences: readonly TaggedSentence[]): readonly string[] {
  const types = new Set<string>();
  for (const { tags } of sentences)
    for (const tag of tags) if (tag !== "O") types.add(tag.slice(2));
  return ["O", ...[...types].sort().flatMap((type) => [`B-${type}`, `I-${type}`])];
}
