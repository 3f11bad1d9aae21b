const words = { passed: "ok  ", failed: "FAIL", skipped: "skip" };
const short = (value) => Number(value.toPrecision(3)).toString();

/** One line: what happened, to which case, how far off at worst and where. */
export function lineOf({ name, status, worst, reason }) {
  return `${words[status]}  ${name}  ${[reason, worst && describe(worst)].filter(Boolean).join("; ")}`;
}

function describe({ ratio, error, allowed, where, ours, expected }) {
  const figures = `worst error ${short(ratio)} of the tolerance (${short(error)} of ${short(allowed)}) at ${where}`;
  return ratio > 1 ? `${figures}: ${ours}, expected ${expected}` : figures;
}

/** How many cases passed, failed and were skipped. */
export function count(results) {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const { status } of results) totals[status]++;
  return totals;
}

export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** Everything as JSON; what JSON has no number for is text: "NaN", "Infinity". */
export function toJson(device, results) {
  const plain = (_, value) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return JSON.stringify({ device, cases: results, ...count(results) }, plain, 1);
}
