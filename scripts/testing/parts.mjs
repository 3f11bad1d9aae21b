/**
 * The suites run in two parts, which together are the whole and have no test in common. What is tagged as exhaustive tries
 * on a device, or on one more device, further cases of what the quick part has tried there, or walks at length over all that is
 * exported: `npm run -s test:exhaustive`.
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
export const mayBeExhaustive = (text) => /\b(exhaustive|partOfEach)\b/.test(text);

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

function evenlySpread(values, most) {
  if (values.length <= most) return values;
  if (most < 2) return values.slice(0, most);
  const step = (values.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => values[Math.round(i * step)]);
}
