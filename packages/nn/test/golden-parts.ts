import { readFileSync } from "node:fs";
import { exhaustive, partOfEach } from "../../../scripts/testing/parts.mjs";

interface GoldenCase {
  readonly name: string;
}

/** What the cases of the quick part are, and those of the exhaustive one. */
export const partNames = { quick: "cases spread over the ops", exhaustive: "further cases" };

/**
 * The cases of a group of golden values by the part of the suites that a device runs them in: quick are some, spread over the
 * ops, for each kernel has its own in the conformance suite; what is made of ops, modules, optimisers and trainings, is
 * exhaustive, as the others are.
 */
export const goldenParts = (group: string) => {
  const book = readFileSync(new URL(`golden/${group}.json`, import.meta.url), "utf8");
  const { cases } = JSON.parse(book) as { readonly cases: readonly GoldenCase[] };
  const partOf = partOfEach(cases, () => group, group === "ops" ? 20 : 0);
  const namesIn = (wanted: boolean) =>
    cases.filter((one) => (partOf(one) === exhaustive) === wanted).map(({ name }) => name);
  return [
    { what: partNames.quick, part: {}, names: namesIn(false) },
    { what: partNames.exhaustive, part: exhaustive, names: namesIn(true) },
  ].filter(({ names }) => names.length > 0);
};

export const goldenGroups = ["ops", "modules", "optim", "training"];

/** What the golden runner is given to run these cases alone, named GROUP/NAME. */
export const onlyThese = (names: readonly string[]): readonly string[] => {
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return ["--only", `^(${escaped.join("|")})$`];
};
