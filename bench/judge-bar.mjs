/** What a bar came to in a row that it stands for: { name, bar, measured, value, met }, or undefined. */
export function judgeBar({ of, variant, atLeast, atMost }, row) {
  const value = of === "own" ? row.own[variant] : row[of];
  if (value === null || value === undefined) return undefined; // nobody to compare with, or a failure that is told of
  const text = words(of, variant, row);
  const bound = atLeast ?? atMost;
  return {
    name: row.name,
    bar: `at ${atLeast === undefined ? "most" : "least"} ${text(bound)}`,
    measured: text(value),
    value,
    met: atLeast === undefined ? value <= atMost : value >= atLeast,
  };
}

function words(of, variant, { unit, shareOf }) {
  if (of === "share") return (value) => `${(100 * value).toFixed(0)} % of the ${shareOf}`;
  if (of === "ours") return (value) => `${Number(value.toPrecision(3))} ${unit}`;
  return (value) => `${value.toFixed(2)}x ${of === "own" ? `ours, ${variant}` : "the best peer"}`;
}
