import { measure } from "./measure.mjs";

/**
 * Set a case up on every peer that can do it, check each result against float64, time them together.
 * Returns { timings: Map(peer -> { median, best }), failures: lines }.
 */
export async function runCase(entry, peers, measuring) {
  const inputs = entry.makeInputs();
  const contestants = new Map();
  const failures = [];
  for (const peer of peers) {
    if (measuring.stopped()) break;
    try {
      const contestant = await peer.contestant({ ...entry, inputs });
      if (!contestant) continue;
      const error = await checked(entry, inputs, contestant);
      if (error <= entry.tolerance) contestants.set(peer.name, contestant);
      else {
        failures.push(`${peer.name}: error ${error.toExponential(1)}, above ${entry.tolerance}`);
        contestant.dispose();
      }
    } catch (error) {
      failures.push(`${peer.name}: ${String(error.message).split("\n")[0].slice(0, 160)}`);
    }
  }
  try {
    return { timings: await measure(contestants, measuring), failures };
  } finally {
    for (const contestant of contestants.values()) await contestant.dispose();
  }
}

async function checked({ check }, inputs, contestant) {
  await contestant.before?.();
  await contestant.run();
  return check(inputs, await contestant.output());
}
