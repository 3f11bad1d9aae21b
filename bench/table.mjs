import { aligned } from "./aligned.mjs";

const number = (value) => {
  if (value === null || value === undefined) return "-";
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(3);
};

const times = (ratio) => (ratio === null ? "-" : `${ratio.toFixed(2)}x`);

/** The results as aligned text, one line for each case, notes below. */
export function table({ node, threads, loadAverage, peak, reads, results }) {
  const peers = ["tfjs", "onnx-web", "jax", "onnx-node"];
  const header = ["", "unit", "ours", "(best)", ...peers, "ratio", "(of bests)", "share"];
  header[header.indexOf("onnx-node")] = "(onnx-node)";
  const lines = results.map(({ name, unit, ours, best, peers: values, ratio, share, shareOf }) => [
    name,
    unit,
    number(ours),
    number(best.ours),
    ...peers.map((peer) => number(values[peer])),
    times(ratio),
    times(best.ratio),
    share === null
      ? "-"
      : `${(100 * share).toFixed(0)} %${shareOf === "read bandwidth" ? "r" : " "}`,
  ]);
  const readWords = reads ? `, reads ${reads.toFixed(1)} GB/s` : "";
  return [
    `Node ${node}, ${threads} thread${threads > 1 ? "s" : ""}, load average ${loadAverage.map((load) => load.toFixed(1)).join(" before, ")} after`,
    `one thread: 128-bit peak ${peak.toFixed(1)} GFLOP/s${readWords}; medians, ratio = ours over the best peer, share of the peak (r: of reads)`,
    "",
    ...aligned([header, ...lines], 2),
    ...notes(results),
  ].join("\n");
}

function notes(results) {
  const lines = results.flatMap(({ name, note, own, peers, unit, failures = [] }) => [
    ...Object.entries(own).map(([variant, ratio]) => `${name}: ${times(ratio)} ours, ${variant}`),
    ...Object.entries(peers)
      .filter(([peer]) => peer.includes(", "))
      .map(([peer, value]) => `${name}: ${peer}: ${number(value)} ${unit}`),
    ...(note ? [`${name}: ${note}`] : []),
    ...failures.map((failure) => `${name}: left out: ${failure}`),
  ]);
  return lines.length > 0 ? ["", ...lines] : [];
}

/** The bars as aligned text, and how many were met. */
export function barTable(bars) {
  if (bars.length === 0) return "";
  const rows = bars.map(({ name, bar, measured, met }) => [
    name,
    bar,
    measured,
    met ? "met" : "MISSED",
  ]);
  const met = bars.filter((bar) => bar.met).length;
  return [
    "",
    ...aligned([["bars", "", "measured", ""], ...rows], 4),
    `${met} of ${bars.length} met`,
  ].join("\n");
}
