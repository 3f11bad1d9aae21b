import { expectList, expectText } from "../../options/expect-argument.ts";

/** How tags become entities: as the CoNLL script reads them, or only where the scheme is kept to. */
export type EntityRule = "conlleval" | "strict";

/** Tokens of one entity, by position, both ends included. */
export interface EntitySpan {
  readonly first: number;
  readonly last: number;
  readonly type: string;
}

interface Tag {
  readonly part: "B" | "I" | "O" | "E" | "S";
  readonly type: string;
}

const OUTSIDE: Tag = { part: "O", type: "" };

/**
 * The entities that the tags of a sentence stand for: "O", or B-, I-, E- and S- with a type.
 *
 * "conlleval" is the rule of the CoNLL shared tasks' script, which takes a tag that breaks the scheme for the begin of an
 * entity. "strict" takes B-X I-X ..., and in a sentence that has E or S: S-X and B-X I-X ... E-X; all else is outside.
 *
 * @throws RangeError for a tag of another form
 */
export function entitySpans(tags: readonly string[], rule: EntityRule = "conlleval"): EntitySpan[] {
  expectList("entitySpans", "tags", tags);
  expectText("entitySpans", "rule", rule);
  const read = tags.map((tag, i) => readTag(tag, i));
  if (rule === "conlleval") return lenientSpans(read);
  if (rule !== "strict")
    throw new RangeError(`entitySpans: rule is ${rule}, expected conlleval or strict`);
  return read.some(({ part }) => part === "E" || part === "S")
    ? closedSpans(read)
    : openSpans(read);
}

function readTag(tag: string, position: number): Tag {
  expectText("entitySpans", `tags[${position}]`, tag);
  if (tag === "O") return OUTSIDE;
  const found = /^([BIES])(?:-(.*))?$/su.exec(tag);
  if (!found)
    throw new RangeError(
      `entitySpans: tags[${position}] is ${JSON.stringify(tag.slice(0, 60))}, expected O, or B-, I-, E- or S- and a type`,
    );
  return { part: found[1] as Tag["part"], type: found[2] ?? "_" };
}

function lenientSpans(tags: readonly Tag[]): EntitySpan[] {
  const spans: EntitySpan[] = [];
  let first = 0;
  let before = OUTSIDE;
  for (const [i, tag] of [...tags, OUTSIDE].entries()) {
    const changed = tag.type !== before.type;
    const closed = before.part === "E" || before.part === "S";
    const opens = tag.part === "B" || tag.part === "S" || tag.part === "O";
    if (before.part !== "O" && (closed || opens || changed))
      spans.push({ first, last: i - 1, type: before.type });
    const begins = before.part === "O" || closed || opens || changed;
    if (tag.part !== "O" && begins) first = i;
    before = tag;
  }
  return spans;
}

/** BIO: B-X and the I-X that follow. */
function openSpans(tags: readonly Tag[]): EntitySpan[] {
  return tags.flatMap(({ part, type }, first) =>
    part === "B" ? [{ first, last: endOfInside(tags, first), type }] : [],
  );
}

/** BIOES: S-X, or B-X, I-X and E-X. */
function closedSpans(tags: readonly Tag[]): EntitySpan[] {
  return tags.flatMap(({ part, type }, first) => {
    if (part === "S") return [{ first, last: first, type }];
    if (part !== "B") return [];
    const last = endOfInside(tags, first) + 1;
    return tags[last]?.part === "E" && tags[last].type === type ? [{ first, last, type }] : [];
  });
}

function endOfInside(tags: readonly Tag[], first: number): number {
  let last = first;
  while (tags[last + 1]?.part === "I" && tags[last + 1]!.type === tags[first]!.type) last++;
  return last;
}
