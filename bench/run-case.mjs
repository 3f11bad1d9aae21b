import { measure } from "./measure.mjs";

/**
 * Set a case up on every peer that can do it, check each result against float64, time them together.
 * Returns { timings: Map(contestant -> { median, best }), failures: lines, facts }, the facts what ours says of itself.
 */
export async function runCase(entry, peers, measuring) {
  const inputs = await entry.makeInputs();
  const contestants = new Map();
  const failures = [];
  const failed = (name, error) =>
    failures.push(`${name}: ${String(error.message).split("\n")[0].slice(0, 160)}`);
  for (const { name, peer, options } of entrants(entry, peers)) {
    if (measuring.stopped()) break;
    try {
      const contestant = await peer.contestant({ ...entry, options, inputs });
      if (!contestant) continue;
      const error = await checked(entry, inputs, contestant, options);
      if (error <= entry.tolerance) contestants.set(name, contestant);
      else {
        failures.push(`${name}: error ${error.toExponential(1)}, above ${entry.tolerance}`);
        await contestant.dispose();
      }
    } catch (error) {
      failed(name, error);
    }
  }
  try {
    const timings = await measure(contestants, { ...measuring, failed });
    const ours = timings.has("ours") ? contestants.get("ours") : undefined;
    return { timings, failures, facts: await ours?.facts?.() };
  } finally {
    for (const contestant of contestants.values()) await contestant.dispose();
  }
}

/** Every peer as the case has it, and then some of them `also` with other options. */
function* entrants({ options = {}, also = [] }, peers) {
  for (const peer of peers) yield { name: peer.name, peer, options };
  for (const { of, as, options: changes } of also) {
    const peer = peers.find(({ name }) => name === of);
    if (peer) yield { name: variantName(of, as), peer, options: { ...options, ...changes } };
  }
}

/** What a contestant is called that is one of the peers with other options. */
const variantName = (of, as) => `${of}, ${as}`;

async function checked({ check }, inputs, contestant, options) {
  await contestant.before?.();
  await contestant.run();
  return check(inputs, await contestant.output(), options);
}
