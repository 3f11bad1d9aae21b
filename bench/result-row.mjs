/** In the case's unit: a rate, or for "ms" the time itself. */
function inUnit({ unit, flops, elements }, milliseconds) {
  if (unit === "ms") return milliseconds;
  if (unit === "tokens/s") return 1000 / milliseconds;
  return (flops ?? elements) / milliseconds / 1e6; // GFLOP/s or Gelem/s
}

/**
 * A case's results, medians: ratio is ours over the best peer, more is better; share is the part of
 * the 128-bit peak that ours reaches. Native peers are shown, and are no bar.
 */
export function resultRow(entry, threads, { timings, failures }, peers) {
  const { name, unit, flops, note } = entry;
  const values = (statistic) =>
    Object.fromEntries(
      [...timings].map(([peer, times]) => [peer, inUnit(entry, times[statistic])]),
    );
  const { ours, ...others } = values("median");
  const { ours: oursBest, ...othersBest } = values("best");
  const bars = peers.filter(({ name, native }) => !native && name !== "ours" && timings.has(name));
  const ratioOf = (statistic) =>
    timings.has("ours") && bars.length > 0
      ? Math.min(...bars.map((peer) => timings.get(peer.name)[statistic])) /
        timings.get("ours")[statistic]
      : null;
  const own = timings.get("ours")?.median;
  return {
    name,
    threads,
    unit,
    ours: ours ?? null,
    peers: others,
    ratio: ratioOf("median"),
    best: { ours: oursBest ?? null, peers: othersBest, ratio: ratioOf("best") },
    gflops: own && flops ? flops / own / 1e6 : null,
    ...(note && { note }),
    ...(failures.length > 0 && { failures }),
  };
}

/** The rows with their share of the peak, which is known only at the end. */
export const withShares = (rows, peak) =>
  rows.map(({ gflops, ...row }) => ({
    ...row,
    share: gflops === null ? null : gflops / peak / row.threads,
  }));
