import { type Change, transform } from "../text/transform.ts";
import { isUnclassified } from "../text/unclassified.ts";
import type { Normalizer } from "./normalizer.ts";

export type UnicodeForm = "NFC" | "NFD" | "NFKC" | "NFKD";

/** The mark that comes behind every other: it has the highest class that marks are ordered by. */
const lastMark = "\u0345";

/**
 * One of Unicode's normal forms. The whole text is what JavaScript makes of it; what is done here once more, a character
 * at a time, tells where each character came from.
 */
export function unicodeForm(form: UnicodeForm): Normalizer {
  const composes = form === "NFC" || form === "NFKC";
  const decomposition = form === "NFC" ? "NFD" : form === "NFKC" ? "NFKD" : form;
  return (text) => {
    if (text.text.normalize(form) === text.text) return text;
    const changes = decomposed(text.text, decomposition);
    orderMarks(changes);
    return transform(text, composes ? composed(changes) : changes);
  };
}

/** Each character's parts: the first replaces it, the others come in. */
function decomposed(text: string, form: UnicodeForm): Change[] {
  const changes: Change[] = [];
  for (const character of text) {
    let change = 0;
    const parts = isUnclassified(character) ? character : character.normalize(form);
    for (const part of parts) {
      changes.push({ character: part, change });
      change = 1;
    }
  }
  return changes;
}

/** Whether it is a mark that may change places with its neighbours. */
function isOrdered(character: string): boolean {
  if (character < "\u0300") return false;
  return (
    character === lastMark ||
    (/^[\p{M}\uff9e\uff9f]$/u.test(character) &&
      !(lastMark + character).normalize("NFD").startsWith(lastMark))
  );
}

/** Whether Unicode puts the second before the first. */
const comesAfter = (first: string, second: string): boolean =>
  first !== second && (first + second).normalize("NFD").startsWith(second);

/** Sorts every run of marks by their classes; those of one class keep their order. */
function orderMarks(changes: Change[]): void {
  for (let i = 1; i < changes.length; i++) {
    const moved = changes[i]!;
    if (!isOrdered(moved.character)) continue;
    let to = i;
    while (
      to > 0 &&
      isOrdered(changes[to - 1]!.character) &&
      comesAfter(changes[to - 1]!.character, moved.character)
    ) {
      changes[to] = changes[to - 1]!;
      to--;
    }
    changes[to] = moved;
  }
}

/** Joins characters with the one that they begin with, as far as nothing stands between that blocks them. */
function composed(changes: readonly Change[]): Change[] {
  const done: Change[] = [];
  let starter = -1;
  for (const next of changes) {
    const { character, change } = next;
    const mark = isOrdered(character);
    const before = done.at(-1);
    const blocked =
      done.length - 1 > starter &&
      before !== undefined &&
      !(mark && isOrdered(before.character) && comesBefore(before.character, character));
    const base = done[starter];
    const joint = base && !blocked ? composition(base.character, character) : undefined;
    if (base && joint !== undefined)
      done[starter] = { character: joint, change: base.change + change - 1 };
    else {
      done.push(next);
      if (!mark) starter = done.length - 1;
    }
  }
  return done;
}

/** Whether two marks are of classes in this order, and not of the same. */
const comesBefore = (first: string, second: string): boolean => comesAfter(second, first);

function composition(first: string, second: string): string | undefined {
  const joint = (first + second).normalize("NFC");
  const length = joint.codePointAt(0)! > 0xffff ? 2 : 1;
  return joint.length === length && !isUnclassified(joint) ? joint : undefined;
}
