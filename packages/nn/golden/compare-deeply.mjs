/** Numbers as Python writes those that JSON has none for. */
const words = { inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY, nan: Number.NaN };

/**
 * Compare what was computed with what a file holds: numbers within `allowed(expected)`, texts and flags exactly, null with
 * what there is none of, lists and objects part by part, all of whose parts must be in both.
 */
export function compareDeeply(comparison, label, ours, expected, allowed) {
  const number =
    typeof ours === "number" && typeof expected === "string" ? words[expected] : expected;
  if (typeof number === "number") {
    if (typeof ours !== "number") throw new Error(`${label} is ${typeof ours}, expected a number`);
    comparison.addFigure(label, ours, number, allowed(number));
  } else if (expected === null) {
    if (ours !== undefined && !Number.isNaN(ours))
      throw new Error(`${label} is ${ours}, expected none`);
    comparison.addFigure(label, 0, 0, 0);
  } else if (typeof expected === "object") {
    if (typeof ours !== "object") throw new Error(`${label} is ${ours}, expected several values`);
    const names = Object.keys(expected);
    const more = Object.keys(ours).filter((name) => !names.includes(name));
    if (more.length > 0) throw new Error(`${label} has ${more.join(", ")}, which is not expected`);
    for (const name of names)
      compareDeeply(comparison, `${label}/${name}`, ours[name], expected[name], allowed);
    comparison.addFigure(label, 0, 0, 0);
  } else {
    if (ours !== expected)
      throw new Error(`${label} is ${JSON.stringify(ours)}, expected ${JSON.stringify(expected)}`);
    comparison.addFigure(label, 0, 0, 0);
  }
}

/** Within a share of the value itself; what is 0 up to rounding. */
export const relative = (tolerance) => (expected) =>
  tolerance * Math.max(Math.abs(expected), tolerance);

/**
 * Compare each field of a record but its inputs with the figure of the same name, which is computed for it; a field that
 * neither is fails.
 */
export function compareFields(comparison, record, inputs, figures, allowed) {
  for (const [name, expected] of Object.entries(record)) {
    if (inputs.includes(name)) continue;
    if (!Object.hasOwn(figures, name)) throw new Error(`${name} is not understood`);
    compareDeeply(comparison, name, figures[name](expected), expected, allowed);
  }
}
