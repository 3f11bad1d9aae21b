import { expectList } from "../options/expect-argument.ts";
/** The references of one hypothesis: one, or several of which the best counts. */
export type References = string | readonly string[];

/** Check a corpus; each hypothesis with its references as a list. */
export function segments(
  metric: string,
  hypotheses: readonly string[],
  references: readonly References[],
): readonly { readonly hypothesis: string; readonly references: readonly string[] }[] {
  if (!Array.isArray(hypotheses) || !Array.isArray(references))
    throw new TypeError(`${metric}: expected a list of hypotheses and a list of references`);
  if (hypotheses.length === 0) throw new RangeError(`${metric}: there are no hypotheses`);
  if (references.length !== hypotheses.length)
    throw new RangeError(
      `${metric}: ${references.length} references, expected one entry for each of ${hypotheses.length} hypotheses`,
    );
  return hypotheses.map((hypothesis, i) => {
    const given = references[i]!;
    if (typeof given !== "string") expectList(metric, `references[${i}]`, given);
    const list = typeof given === "string" ? [given] : [...given];
    if (list.length === 0) throw new RangeError(`${metric}: hypothesis ${i} has no reference`);
    const wrong = [hypothesis, ...list].find((text) => typeof text !== "string");
    if (wrong !== undefined)
      throw new TypeError(`${metric}: segment ${i} holds a ${typeof wrong}, expected strings`);
    return { hypothesis, references: list };
  });
}
