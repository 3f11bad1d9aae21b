/** What a check says of a package, or of all: { check, of, faults, said }; with a fault a release would be wrong. */
export const checkRow = (check, of, faults, said = "") => ({ check, of, faults, said });

/** Rows as a table, with what is wrong below each. */
export function tableOf(rows) {
  const width = (key) => Math.max(...rows.map((row) => row[key].length)) + 2;
  const [checkWidth, ofWidth] = [width("check"), width("of")];
  return rows
    .flatMap(({ check, of, faults, said }) => [
      [
        check.padEnd(checkWidth),
        of.padEnd(ofWidth),
        faults.length === 0 ? "ok    " : "FAIL  ",
        said,
      ]
        .join("")
        .trimEnd(),
      ...faults.map((fault) => `    ${fault.trim().replaceAll("\n", "\n    ")}`),
    ])
    .join("\n");
}
