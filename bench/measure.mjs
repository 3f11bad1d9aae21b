import { idleProcess } from "./idle-process.mjs";

/**
 * A slot with threads is longer, for it begins with a wait; a sample is shorter than a time slice. Engines go on compiling
 * a training step for half a second.
 */
const pace = { slot: 5, threadedSlot: 20, sample: 0.5, warmUp: 500 };
const slowMilliseconds = 120;
const slowRounds = 5;
const slowestMilliseconds = 1000;
const slowestRounds = 3;

/**
 * Time the contestants in turns, so that a busy machine hurts all alike: each round gives each a slot
 * of about 5 ms, in an order that rotates. Returns { median, best } in milliseconds, by name. `paced` has other
 * lengths, in milliseconds.
 *
 * A contestant that only asks for its work to be done has a `finish`, which waits for it: once a sample, within the time.
 *
 * With several threads a turn begins when everybody's workers are asleep. Its first call is not counted: it wakes those
 * whose turn it is, and brings their data back to the caches that others have filled. Who throws is out of the contest,
 * and `failed(name, error)` is told.
 */
export async function measure(
  contestants,
  { rounds, threads, betweenRounds, stopped, failed, paced = pace },
) {
  const length = threads > 1 ? paced.threadedSlot : paced.slot;
  const laps = new Map();
  const attempt = async (name, work) => {
    try {
      await work();
    } catch (error) {
      laps.delete(name);
      failed(name, error);
    }
  };
  for (const [name, contestant] of contestants)
    await attempt(name, async () => {
      laps.set(name, { contestant, samples: [], ...(await warmUp(contestant, paced)) });
    });
  const names = [...laps.keys()];
  for (let round = 0; round < rounds && !stopped(); round++) {
    await betweenRounds();
    for (let i = 0; i < names.length && !stopped(); i++) {
      const name = names[(i + round) % names.length];
      const lap = laps.get(name);
      if (!lap || round >= roundsFor(lap.milliseconds, rounds)) continue;
      await attempt(name, () => turn(lap, length, threads, paced));
    }
  }
  return new Map(
    [...laps]
      .filter(([, { samples }]) => samples.length > 0)
      .map(([name, { samples, contestant }]) => [name, summary(samples, contestant.repeats ?? 1)]),
  );
}

async function turn({ contestant, milliseconds, samples }, length, threads, { sample }) {
  if (threads > 1) await idleProcess();
  if (milliseconds < slowestMilliseconds) await timeCalls(contestant, 1);
  samples.push(...(await slot(contestant, milliseconds, length, sample)));
}

function roundsFor(milliseconds, rounds) {
  if (milliseconds > slowestMilliseconds) return Math.min(rounds, slowestRounds);
  return milliseconds > slowMilliseconds ? Math.min(rounds, slowRounds) : rounds;
}

async function warmUp(contestant, { warmUp: wanted, sample }) {
  const start = performance.now();
  if (contestant.finish) return warmUpTogether(contestant, start + wanted, sample);
  let runs = 0;
  let spent = 0;
  do {
    spent += await timeCalls(contestant, 1);
    runs++;
  } while (performance.now() - start < wanted);
  return { milliseconds: spent / runs };
}

/** Twice as many calls each time, until they fill a sample: together they wait once, so each takes less. */
async function warmUpTogether(contestant, end, sample) {
  for (let calls = 1; ; ) {
    const spent = await timeCalls(contestant, calls);
    if (performance.now() >= end) return { milliseconds: spent / calls };
    if (spent < sample) calls *= 2;
  }
}

/** Milliseconds a call, several samples; each of one call where something must be made anew before it. */
async function slot(contestant, milliseconds, length, sample) {
  const calls = contestant.before ? 1 : atLeastOne(sample / milliseconds);
  const samples = [];
  const wanted = Math.min(atLeastOne(length / (calls * milliseconds)), 24);
  for (let i = 0; i < wanted; i++) samples.push((await timeCalls(contestant, calls)) / calls);
  return samples;
}

const atLeastOne = (count) => Math.max(1, Math.round(count));

async function timeCalls({ before, run, finish }, calls) {
  await before?.();
  const start = performance.now();
  for (let i = 0; i < calls; i++) {
    const pending = run();
    if (pending) await pending;
  }
  await finish?.();
  return performance.now() - start;
}

function summary(samples, repeats) {
  const sorted = samples.map((sample) => sample / repeats).sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], best: sorted[0] };
}
