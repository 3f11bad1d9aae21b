type Part = readonly [name: string, printed: string];

/** A module with the printed ones in it, as PyTorch prints it. `counted`: alike neighbours stand once, with their number. */
export function printedTree(
  name: string,
  extra: string,
  parts: readonly Part[],
  counted: boolean,
): string {
  const children = counted ? runsOf(parts) : parts;
  const own = name.replace(/^_/, "");
  if (children.length === 0) return `${own}(${extra})`;
  const lines = children.map(([key, printed]) => `  (${key}): ${printed.replaceAll("\n", "\n  ")}`);
  return `${own}(\n${extra === "" ? "" : `  ${extra}\n`}${lines.join("\n")}\n)`;
}

/** "(0-3): 4 x Linear(...)" */
function runsOf(parts: readonly Part[]): readonly Part[] {
  const runs: { first: string; last: string; count: number; printed: string }[] = [];
  for (const [name, printed] of parts) {
    const run = runs.at(-1);
    if (run?.printed === printed) {
      run.last = name;
      run.count++;
    } else runs.push({ first: name, last: name, count: 1, printed });
  }
  return runs.map(({ first, last, count, printed }) =>
    count === 1 ? [first, printed] : [`${first}-${last}`, `${count} x ${printed}`],
  );
}

/** true as Python writes it. */
export const pythonFlag = (value: boolean): string => (value ? "True" : "False");

/** (3, 5), (3,) */
export const pythonTuple = (values: readonly number[]): string =>
  `(${values.join(", ")}${values.length === 1 ? "," : ""})`;

/** 1e-05 for JavaScript's 0.00001. */
export const pythonNumber = (value: number): string =>
  value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e16)
    ? value.toExponential().replace(/e([+-])(\d)$/, "e$10$2")
    : String(value);

/** 20.0, as Python writes a whole float. */
export const pythonFloat = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : pythonNumber(value);

/** 2, or (2, 3) for two. */
export const pythonPair = (value: number | readonly number[]): string =>
  typeof value === "number" ? String(value) : pythonTuple(value);
