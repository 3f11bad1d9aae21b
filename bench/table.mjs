const number = (value) => {
  if (value === null || value === undefined) return "-";
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(3);
};

const times = (ratio) => (ratio === null ? "-" : `${ratio.toFixed(2)}x`);

/** The results as aligned text, one line for each case, notes below. */
export function table({ node, threads, loadAverage, peak, results }) {
  const peers = ["tfjs", "onnx-web", "jax", "onnx-node"];
  const header = ["", "unit", "ours", "(best)", ...peers, "ratio", "(of bests)", "of peak"];
  header[header.indexOf("onnx-node")] = "(onnx-node)";
  const lines = results.map(({ name, unit, ours, best, peers: values, ratio, share }) => [
    name,
    unit,
    number(ours),
    number(best.ours),
    ...peers.map((peer) => number(values[peer])),
    times(ratio),
    times(best.ratio),
    share === null ? "-" : `${(100 * share).toFixed(0)} %`,
  ]);
  const widths = header.map((_, i) =>
    Math.max(...[header, ...lines].map((cells) => cells[i].length)),
  );
  const aligned = [header, ...lines].map((cells) =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
  );
  return [
    `Node ${node}, ${threads} thread${threads > 1 ? "s" : ""}, load average ${loadAverage.map((load) => load.toFixed(1)).join(" before, ")} after`,
    `128-bit peak of one thread ${peak.toFixed(1)} GFLOP/s; medians, ratio = ours over the best peer`,
    "",
    ...aligned.map((line) => line.trimEnd()),
    ...notes(results),
  ].join("\n");
}

function notes(results) {
  const lines = results.flatMap(({ name, note, failures = [] }) => [
    ...(note ? [`${name}: ${note} (figures from elsewhere, not of this run)`] : []),
    ...failures.map((failure) => `${name}: left out: ${failure}`),
  ]);
  return lines.length > 0 ? ["", ...lines] : [];
}
