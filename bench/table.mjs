import { aligned } from "./aligned.mjs";

const number = (value) => {
  if (value === null || value === undefined) return "-";
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(3);
};

const times = (ratio) => (ratio === null ? "-" : `${ratio.toFixed(2)}x`);

/** The results as aligned text, one line for each case, notes below. `columns` has the titles of peers by name. */
export function table({ heading, columns, results }) {
  const titles = Object.values(columns);
  const header = ["", "unit", "ours", "(best)", ...titles, "ratio", "(of bests)", "share"];
  const lines = results.map(({ name, unit, ours, best, peers: values, ratio, share, shareOf }) => [
    name,
    unit,
    number(ours),
    number(best.ours),
    ...Object.keys(columns).map((peer) => number(values[peer])),
    times(ratio),
    times(best.ratio),
    share === null
      ? "-"
      : `${(100 * share).toFixed(0)} %${shareOf === "read bandwidth" ? "r" : " "}`,
  ]);
  return [...heading, "", ...aligned([header, ...lines], 2), ...notes(results)].join("\n");
}

function notes(results) {
  const lines = results.flatMap(({ name, note, facts = {}, own, peers, unit, failures = [] }) => [
    ...Object.entries(own).map(([variant, ratio]) => `${name}: ${times(ratio)} ours, ${variant}`),
    ...Object.entries(peers)
      .filter(([peer]) => peer.includes(", "))
      .map(([peer, value]) => `${name}: ${peer}: ${number(value)} ${unit}`),
    ...(note ? [`${name}: ${note}`] : []),
    ...Object.entries(facts).map(([what, value]) => `${name}: ${what}: ${value}`),
    ...failures.map((failure) => `${name}: left out: ${failure}`),
  ]);
  return lines.length > 0 ? ["", ...lines] : [];
}

/** The bars as aligned text, and how many were met. */
export function barTable(bars) {
  if (bars.length === 0) return "";
  const rows = bars.map((bar) => [bar.name, bar.bar, bar.measured, verdict(bar)]);
  const met = bars.filter((bar) => bar.met).length;
  const judged = bars.filter((bar) => bar.met !== null).length;
  return [
    "",
    ...aligned([["bars", "", "measured", ""], ...rows], 4),
    `${met} of ${judged} met`,
  ].join("\n");
}

/** A bar that this machine cannot judge says why. */
const verdict = ({ met, why }) => {
  if (met === null) return `not judged: ${why}`;
  return met ? "met" : "MISSED";
};
