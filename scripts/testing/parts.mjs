/**
 * The suites run in two parts, which together are the whole and have no test in common. What is tagged as exhaustive tries
 * further cases of what the quick part has tried on a device, on one more device, or by a process for each of them, or walks
 * at length over all that is exported: `npm run -s test:exhaustive`.
 * All else is quick, and belongs to every change: `npm test`.
 */
const tag = "exhaustive";

/** For the settings of vitest. */
export const tags = [
  { name: tag, description: "further cases on a device: npm run -s test:exhaustive" },
];

/** Options of a test that belongs to the exhaustive part; its file says one of these names, by which it is found. */
export const exhaustive = { tags: [tag] };

export const isExhaustive = (test) => test.tags.includes(tag);

/** What vitest is told to run one part alone. */
export const argumentOf = { quick: `--tags-filter=!${tag}`, exhaustive: `--tags-filter=${tag}` };

/** Whether the text of a test file may hold tests of the exhaustive part. */
export const mayBeExhaustive = (text) => /\b(exhaustive|partOfEach|inBothParts)\b/.test(text);

/**
 * Shares cases out: gives the options of a case's test. Of each group, which `groupOf` names, at most `most` cases are
 * quick, spread evenly over the group, its first and its last among them. `most` is a number, or one for each group's first case.
 */
export function partOfEach(cases, groupOf, most) {
  const mostOf = typeof most === "number" ? () => most : most;
  const groups = new Map();
  for (const one of cases) {
    const group = groupOf(one);
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const quick = new Set(
    [...groups.values()].flatMap((group) => evenlySpread(group, mostOf(group[0]))),
  );
  return (one) => (quick.has(one) ? {} : exhaustive);
}

/** Cases of one kind as a table for each part: [options of its tests, cases], of which at most `most` are quick. */
export function inBothParts(cases, most) {
  const partOf = partOfEach(cases, () => "all", most);
  return [{}, exhaustive].map((part) => [
    part,
    cases.filter((one) => (partOf(one) === exhaustive) === (part === exhaustive)),
  ]);
}

function evenlySpread(values, most) {
  if (values.length <= most) return values;
  if (most < 2) return values.slice(0, most);
  const step = (values.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => values[Math.round(i * step)]);
}
