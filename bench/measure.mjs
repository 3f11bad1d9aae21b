import { idleProcess } from "./idle-process.mjs";

const slotMilliseconds = 5;
/** With threads a turn is longer, for it begins with a wait. */
const threadedSlotMilliseconds = 20;
/** Shorter than a time slice, or a busy machine would interrupt every sample. */
const sampleMilliseconds = 0.5;
const warmUpMilliseconds = 150;
const slowMilliseconds = 120;
const slowRounds = 5;
const slowestMilliseconds = 1000;
const slowestRounds = 3;

/**
 * Time the contestants in turns, so that a busy machine hurts all alike: each round gives each a slot
 * of about 5 ms, in an order that rotates. Returns { median, best } in milliseconds, by name.
 *
 * With several threads a turn begins when everybody's workers are asleep, and with a call that is not counted, which
 * wakes those whose turn it is.
 */
export async function measure(contestants, { rounds, threads, betweenRounds, stopped }) {
  const length = threads > 1 ? threadedSlotMilliseconds : slotMilliseconds;
  const laps = new Map();
  for (const [name, contestant] of contestants)
    laps.set(name, { contestant, samples: [], ...(await warmUp(contestant)) });
  const names = [...laps.keys()];
  for (let round = 0; round < rounds && !stopped(); round++) {
    betweenRounds();
    for (let i = 0; i < names.length && !stopped(); i++) {
      const { contestant, milliseconds, samples } = laps.get(names[(i + round) % names.length]);
      if (round >= roundsFor(milliseconds, rounds)) continue;
      if (threads > 1) {
        await idleProcess();
        if (milliseconds < length) await timeCalls(contestant, 1);
      }
      samples.push(...(await slot(contestant, milliseconds, length)));
    }
  }
  return new Map(
    [...laps]
      .filter(([, { samples }]) => samples.length > 0)
      .map(([name, { samples, contestant }]) => [name, summary(samples, contestant.repeats ?? 1)]),
  );
}

function roundsFor(milliseconds, rounds) {
  if (milliseconds > slowestMilliseconds) return Math.min(rounds, slowestRounds);
  return milliseconds > slowMilliseconds ? Math.min(rounds, slowRounds) : rounds;
}

async function warmUp(contestant) {
  const start = performance.now();
  let runs = 0;
  let spent = 0;
  do {
    spent += await timeCalls(contestant, 1);
    runs++;
  } while (performance.now() - start < warmUpMilliseconds);
  return { milliseconds: spent / runs };
}

/** Milliseconds a call, several samples; each of one call where something must be made anew before it. */
async function slot(contestant, milliseconds, length) {
  const calls = contestant.before ? 1 : atLeastOne(sampleMilliseconds / milliseconds);
  const samples = [];
  const wanted = Math.min(atLeastOne(length / (calls * milliseconds)), 24);
  for (let i = 0; i < wanted; i++) samples.push((await timeCalls(contestant, calls)) / calls);
  return samples;
}

const atLeastOne = (count) => Math.max(1, Math.round(count));

async function timeCalls({ before, run }, calls) {
  await before?.();
  const start = performance.now();
  for (let i = 0; i < calls; i++) {
    const pending = run();
    if (pending) await pending;
  }
  return performance.now() - start;
}

function summary(samples, repeats) {
  const sorted = samples.map((sample) => sample / repeats).sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], best: sorted[0] };
}
