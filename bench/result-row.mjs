/** In the case's unit: a rate, or a time. */
function inUnit({ unit, flops, elements, bytes }, milliseconds) {
  if (unit === "ms") return milliseconds;
  if (unit === "us") return 1000 * milliseconds;
  if (unit === "tokens/s") return 1000 / milliseconds;
  if (unit === "GB/s") return bytes / milliseconds / 1e6;
  if (unit === "TFLOP/s") return flops / milliseconds / 1e9;
  return (flops ?? elements) / milliseconds / 1e6; // GFLOP/s or Gelem/s
}

const isOurs = (name) => name === "ours" || name.startsWith("ours, ");

/**
 * A case's results, medians: ratio is ours over the best peer, more is better; own is ours over ourselves with other
 * options, in time. Native peers are shown, and are no bar.
 */
export function resultRow(entry, threads, { timings, failures, facts }, peers) {
  const { name, unit, note } = entry;
  const values = (statistic) =>
    Object.fromEntries(
      [...timings]
        .filter(([contestant]) => contestant === "ours" || !isOurs(contestant))
        .map(([contestant, times]) => [contestant, inUnit(entry, times[statistic])]),
    );
  const { ours, ...others } = values("median");
  const { ours: oursBest, ...othersBest } = values("best");
  const native = new Set(peers.filter((peer) => peer.native).map((peer) => peer.name));
  const bars = [...timings.keys()].filter((key) => !isOurs(key) && !native.has(key));
  const ratioOf = (statistic) =>
    timings.has("ours") && bars.length > 0
      ? Math.min(...bars.map((peer) => timings.get(peer)[statistic])) /
        timings.get("ours")[statistic]
      : null;
  return {
    name,
    threads,
    unit,
    ours: ours ?? null,
    peers: others,
    ratio: ratioOf("median"),
    own: ownRatios(timings),
    best: { ours: oursBest ?? null, peers: othersBest, ratio: ratioOf("best") },
    work: workRates(entry, timings.get("ours")?.median),
    ...(note && { note }),
    ...(facts && { facts }),
    ...(failures.length > 0 && { failures }),
  };
}

/** By the name of the variant, how many times as fast as it. */
function ownRatios(timings) {
  const ours = timings.get("ours");
  if (!ours) return {};
  return Object.fromEntries(
    [...timings]
      .filter(([name]) => name !== "ours" && isOurs(name))
      .map(([name, { median }]) => [name.slice("ours, ".length), median / ours.median]),
  );
}

/**
 * What bounds the case: arithmetic (GFLOP/s), or memory (GB/s) where every operand is used once. `shareOf` of the case
 * names another bound, or null for none.
 */
function workRates({ flops, bytes, shareOf }, milliseconds) {
  const of = shareOf === undefined ? (bytes ? "read bandwidth" : "128-bit peak") : shareOf;
  if (!milliseconds || !(bytes ?? flops) || of === null) return null;
  return {
    of,
    rate: (bytes ?? flops) / milliseconds / 1e6,
  };
}

const isRate = (unit) => unit.endsWith("/s") || unit.endsWith("as fast");

/** The row of a case that ran alone, from its samples. */
export function aloneRow({ name, unit }, threads, { samples, peers, note, failures }) {
  const better = (a, b) => (isRate(unit) ? b - a : a - b);
  const pick = (values, place) => values.toSorted(better)[place(values.length)] ?? null;
  const rated = (place) => {
    const ours = pick(samples, place);
    const others = Object.fromEntries(
      Object.entries(peers).map(([peer, values]) => [peer, pick(values, place)]),
    );
    const [first] = Object.values(others).sort(better);
    const ratio = first === undefined || ours === null ? null : ours / first;
    return { ours, peers: others, ratio: ratio !== null && !isRate(unit) ? 1 / ratio : ratio };
  };
  return {
    ...{ name, threads, unit, ...rated((count) => count >> 1) },
    ...{ own: {}, best: rated(() => 0), work: null },
    ...(note && { note }),
    ...(failures.length > 0 && { failures }),
  };
}

/**
 * The rows with the share that ours reaches of what the machine can do, known only at the end: of the 128-bit peak
 * of all its threads, of the bandwidth at which one thread reads, or of that at which a GPU copies. shareOf says which.
 */
export const withShares = (rows, { peak, reads, copies }) =>
  rows.map(({ work, ...row }) => {
    if (work === null) return { ...row, share: null, shareOf: null };
    const limits = {
      "128-bit peak": peak * row.threads,
      "read bandwidth": reads,
      "copy bandwidth": copies,
    };
    return { ...row, share: work.rate / limits[work.of], shareOf: work.of };
  });
