import { backtrackingCost } from "./backtracking-cost.ts";
import { nativeExpression } from "./native-expression.ts";
import { mayBeEmpty, type PatternNode, type Repeat } from "./pattern-node.ts";

/** What one start may cost, beside what it takes and scans. */
const mostAtOneStart = 1000;

/**
 * Whether a backtracking engine finds all matches of an expression in time in proportion to the text, whatever it is. What
 * this says holds; it does not see it of every expression of which it is true. It knows options of two forms. In both,
 * what is `bounded` costs the same however long the text is; a `loop` repeats such a thing, and a `run` a set, without end.
 *
 * 1. `bounded`, or `bounded loop rest`, where all of the rest may be empty: behind the loop nothing can fail, so what is
 *    scanned is matched, and no place is scanned again.
 *
 * 2. `first? run end` (`\s*[\r\n]+`, `\s+(?!\S)`), which may scan a run in vain, together with a fallback behind it,
 *    `first? run rest` with the same first and set (`\s+`), and between the two only others like them. \s+(?!\S) is such a
 *    fallback too: it leaves the last of a run at most. The end is bounded, or
 *    a run whose rest may be empty, so giving back costs no more than the run is long. An option matches up to the last place
 *    of the run behind which its end stands: it never matches again in this run. Where none does the fallback takes all of it.
 *    With k such options a run is scanned k + 1 times.
 */
export function searchesInLinearTime(root: PatternNode): boolean {
  const options = optionsOf(root).map((option) => partsOfOption(option));
  let cost = 0;
  for (const [i, parts] of options.entries()) {
    const alone = costOfUnfailing(parts);
    const own = alone ?? costWithFallback(parts, options.slice(i + 1));
    if (own === undefined) return false;
    cost += own;
  }
  return cost <= mostAtOneStart;
}

function optionsOf(root: PatternNode): readonly PatternNode[] {
  return root.kind === "choice" ? root.options.flatMap(optionsOf) : [root];
}

const partsOfOption = (option: PatternNode): readonly PatternNode[] =>
  option.kind === "sequence" ? option.parts.flatMap(partsOfOption) : [option];

const boundOf = (parts: readonly PatternNode[]): number =>
  backtrackingCost({ kind: "sequence", parts }, Number.POSITIVE_INFINITY).steps;

/** What is repeated without end, as often as can be, and takes something each time at a bounded cost. */
function loopOf(node: PatternNode | undefined): Repeat | undefined {
  const repeat = node?.kind === "atomic" ? node.part : node;
  if (repeat?.kind !== "repeat" || repeat.most !== Number.POSITIVE_INFINITY || repeat.lazy)
    return undefined;
  return !mayBeEmpty(repeat.part) && Number.isFinite(boundOf([repeat.part])) ? repeat : undefined;
}

type Run = Repeat & { readonly part: { readonly kind: "set"; readonly source: string } };

function runOf(node: PatternNode | undefined): Run | undefined {
  const loop = loopOf(node);
  return loop?.part.kind === "set" ? { ...loop, part: loop.part } : undefined;
}

/** Whether parts behind a loop cannot fail. */
const cannotFail = (parts: readonly PatternNode[]): boolean =>
  parts.every(
    (part) => loopOf(part)?.least === 0 || (isOptional(part) && Number.isFinite(boundOf([part]))),
  );

/** Unlike a look, which takes nothing either, this matches in any case. */
function isOptional(node: PatternNode): boolean {
  if (node.kind === "atomic") return isOptional(node.part);
  return node.kind === "repeat" && node.least === 0;
}

/** The cost of an option of the first form. */
function costOfUnfailing(parts: readonly PatternNode[]): number | undefined {
  const at = parts.findIndex((part) => loopOf(part));
  const loop = loopOf(parts[at]);
  if (!loop) return finite(boundOf(parts));
  const [before, rest] = [parts.slice(0, at), parts.slice(at + 1)];
  if (!cannotFail(rest)) return undefined;
  const begun = boundOf([{ ...loop, most: loop.least }]);
  return finite((boundOf(before) + 1) * (begun + 1) + restBound(parts.slice(at)));
}

/** The cost of an option of the second form, where one of those behind it is its fallback. */
function costWithFallback(
  parts: readonly PatternNode[],
  others: readonly (readonly PatternNode[])[],
): number | undefined {
  const own = scanning(parts);
  if (!own) return undefined;
  if (takesTheRun(own)) return own.cost;
  for (const other of others) {
    const next = beginning(other);
    if (next?.key !== own.key) return undefined;
    if (takesTheRun(next)) return own.cost;
    if (!scanning(other)) return undefined;
  }
  return undefined;
}

/** Whether a beginning takes all of a run, or all but its last character. */
function takesTheRun({ run, rest }: Beginning): boolean {
  if (run.least > 1) return false;
  return cannotFail(rest) || (rest.length === 1 && isEndOf(run, rest[0]!));
}

/** `(?!\S)` behind a run of `\s`: it stands before the run's last character, whatever comes then. */
function isEndOf({ part }: Run, node: PatternNode): boolean {
  if (node.kind !== "look" || node.behind || !node.negated || node.part.kind !== "set")
    return false;
  const others = `[^${part.source.slice(1)}`;
  return part.source.startsWith("[") && [others, `[${others}]`].includes(node.part.source);
}

interface Beginning {
  readonly run: Run;
  readonly rest: readonly PatternNode[];
  /** The same where the first and the set are the same. */
  readonly key: string;
}

/** `first? run`, and what is behind it. */
function beginning(parts: readonly PatternNode[]): Beginning | undefined {
  const at = runOf(parts[0]) ? 0 : 1;
  const run = runOf(parts[at]);
  if (!run || (at === 1 && !isOneOrNone(parts[0]!))) return undefined;
  const first = at === 1 ? nativeExpression(parts[0]!) : "";
  return { run, rest: parts.slice(at + 1), key: `${first} ${run.part.source}` };
}

/** A character of a set, which may be missing. */
function isOneOrNone(node: PatternNode): boolean {
  if (node.kind === "atomic") return isOneOrNone(node.part);
  return (
    node.kind === "set" || (node.kind === "repeat" && node.most === 1 && node.part.kind === "set")
  );
}

function scanning(
  parts: readonly PatternNode[],
): (Beginning & { readonly cost: number }) | undefined {
  const found = beginning(parts);
  if (!found || found.rest.length === 0) return undefined;
  const { run, rest } = found;
  const endRun = runOf(rest[0]);
  if (endRun && endRun.least > 0 && cannotFail(rest.slice(1)))
    return { ...found, cost: run.least + endRun.least + restBound(rest.slice(1)) };
  // An end that takes nothing, behind a run that may be empty, would be found at each place of the run.
  if (run.least === 0 && rest.every(mayBeEmpty)) return undefined;
  const bound = finite(boundOf(rest));
  return bound === undefined ? undefined : { ...found, cost: run.least + bound };
}

/** Once for what is repeated. */
const restBound = (rest: readonly PatternNode[]): number =>
  boundOf(rest.map((part) => loopOf(part)?.part ?? part));

const finite = (cost: number): number | undefined => (Number.isFinite(cost) ? cost : undefined);
