import { describe, expect, test } from "vitest";
import {
  addNoise,
  type DiffusionNetwork,
  flowSigmas,
  fromPrediction,
  guide,
  karrasSigmas,
  NoiseSchedule,
  noiseSchedule,
  normalKl,
  sampleDdim,
  sampleDdpm,
  sampleDpmSolver,
  sampleFlow,
  sampleSigmas,
  timestepEmbedding,
  timestepSpacing,
} from "../../src/diffusion/index.ts";
import { Generator } from "../../src/random/generator.ts";

const schedule = noiseSchedule();
const timesteps = timestepSpacing({ steps: 20 });
const start = [0.3, -1.2, 2];
const network: DiffusionNetwork = (x, t) => x.map((value) => Math.tanh(value + t / 1000));
const drawn = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i * 7));
const noise = (step: number, count: number) => drawn.subarray(step * count, (step + 1) * count);

function expectClose(ours: ArrayLike<number>, expected: ArrayLike<number>, digits = 10): void {
  expect(ours.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(ours[i]).toBeCloseTo(expected[i]!, digits);
}

describe("samplers agree where papers say so", () => {
  test("DDIM with eta 1 is DDPM with the small variance", async () => {
    const ddim = await sampleDdim(network, start, { schedule, timesteps, eta: 1, noise });
    expectClose(ddim, await sampleDdpm(network, start, { schedule, timesteps, noise }));
  });

  test("DPM-Solver++ of order 1 is DDIM", async () => {
    const solved = await sampleDpmSolver(network, start, { schedule, timesteps, order: 1 });
    expectClose(solved, await sampleDdim(network, start, { schedule, timesteps }));
  });

  test("what a network predicts makes no difference", async () => {
    const said =
      (prediction: "sample" | "v_prediction"): DiffusionNetwork =>
      async (x, t) => {
        const alpha = schedule.alphasCumprod[t]!;
        const epsilon = Float64Array.from(await network(x, t));
        const { x0 } = fromPrediction(x, epsilon, alpha, "epsilon");
        if (prediction === "sample") return x0;
        return epsilon.map((value, i) => Math.sqrt(alpha) * value - Math.sqrt(1 - alpha) * x0[i]!);
      };
    const options = { schedule, timesteps };
    const expected = await sampleDpmSolver(network, start, options);
    for (const prediction of ["sample", "v_prediction"] as const) {
      const ours = await sampleDpmSolver(said(prediction), start, { ...options, prediction });
      expectClose(ours, expected, 6);
    }
  });

  test("a wrong prediction of nothing but noise is held by the clipping, at any range", async () => {
    const cosine = noiseSchedule({ kind: "cosine", steps: 250 });
    const options = {
      schedule: cosine,
      timesteps: timestepSpacing({ trainingSteps: 250, steps: 10, spacing: "trailing" }),
    };
    // The exact network of data that are all `mean`, but for a tenth at the first step.
    const mean = 1.5;
    const near: DiffusionNetwork = (x, t) => {
      const alpha = cosine.alphasCumprod[t]!;
      const wrong = t === 249 ? 0.1 : 0;
      return x.map((value) => (value - Math.sqrt(alpha) * mean) / Math.sqrt(1 - alpha) + wrong);
    };
    for (const sampler of [sampleDdim, sampleDpmSolver, sampleDdpm]) {
      const seen: number[] = [];
      const run = { ...options, onStep: (_: number, x: Float64Array) => seen.push(...x) };
      const sampled = (given: { clipX0?: boolean; clipRange?: number }) =>
        sampler(near, start, { ...run, ...given });
      await sampled({});
      const far = Math.max(...seen.map(Math.abs));
      seen.length = 0;
      expectClose(await sampled({ clipX0: true, clipRange: 2 }), [mean, mean, mean], 6);
      const held = Math.max(...seen.map(Math.abs));
      expect(far).toBeGreaterThan(2 * held);
      expectClose(await sampled({ clipX0: true }), [1, 1, 1]); // pixels go from -1 to 1
      await expect(sampled({ clipX0: true, clipRange: 0 })).rejects.toThrow(
        "clipRange is 0, expected a number above 0",
      );
    }
  });

  test("of normal data the exact network leads to the closed solution, second order nearer", async () => {
    const [mean, deviation] = [0.7, 0.4];
    const exact: DiffusionNetwork = (x, sigma) =>
      x.map(
        (value) => (value * deviation ** 2 + mean * sigma ** 2) / (deviation ** 2 + sigma ** 2),
      );
    const begin = start.map((value) => 80 * value);
    const closed = begin.map(
      (value) => mean + ((value - mean) * deviation) / Math.hypot(deviation, 80),
    );
    const errorOf = async (method: "euler" | "heun", steps: number) => {
      const sigmas = karrasSigmas({ steps });
      const ours = await sampleSigmas(exact, begin, { sigmas, method });
      return Math.max(...closed.map((value, i) => Math.abs(value - ours[i]!)));
    };
    const euler = [await errorOf("euler", 40), await errorOf("euler", 80)];
    const heun = [await errorOf("heun", 40), await errorOf("heun", 80)];
    expect(euler[0]! / euler[1]!).toBeGreaterThan(1.6);
    expect(heun[0]!).toBeLessThan(euler[0]! / 4);
    expect(heun[1]!).toBeLessThan(5e-3);
  });

  test("a flow with a constant velocity arrives", async () => {
    const sigmas = flowSigmas({ steps: 7, shift: 3 });
    expectClose(await sampleFlow((x) => x.map(() => 2), [1], { sigmas }), [-1]);
  });
});

test("the same seed draws the same sample, another seed another", async () => {
  const from = (seed: number) =>
    sampleDdpm(network, start, { schedule, timesteps, generator: new Generator(seed) });
  expect(await from(1)).toEqual(await from(1));
  expect(await from(1)).not.toEqual(await from(2));
});

test("steps are told, and a signal stops between them", async () => {
  const steps: number[] = [];
  const stop = new AbortController();
  const onStep = (step: number) => {
    steps.push(step);
    if (step === 2) stop.abort();
  };
  const run = sampleDdim(network, start, { schedule, timesteps, onStep, signal: stop.signal });
  await expect(run).rejects.toThrow(/abort/i);
  expect(steps).toEqual([0, 1, 2]);
});

test("a schedule with zero terminal SNR ends in noise", () => {
  const stretched = schedule.zeroTerminalSnr();
  expect(stretched.alphasCumprod.at(-1)).toBe(0);
  expect(stretched.alphasCumprod[0]).toBeCloseTo(schedule.alphasCumprod[0]!, 12);
  expectClose(addNoise([5], [1], 0), [1]);
});

test("guidance, embeddings and divergences", () => {
  expectClose(guide([1, 2], [2, 2], { scale: 3 }), [4, 2]);
  expectClose(guide([0, 0], [1, 3], { scale: 2, rescale: 1 }), [1, 3]);
  expectClose(timestepEmbedding([0], { dim: 5 }), [1, 1, 0, 0, 0]);
  expect(normalKl({ mean: 1, logVariance: 2 }, { mean: 1, logVariance: 2 })).toBe(0);
});

test("what is wrong is named", async () => {
  const refused: readonly (readonly [() => unknown, string])[] = [
    [() => new NoiseSchedule([0.1, 2]), "betas[1] is 2, expected 0 to 1"],
    [() => noiseSchedule({ kind: "cosine", betaEnd: 0.1 }), "cosine has none"],
    [() => timestepSpacing({ steps: 2000 }), "steps is 2000, expected at most trainingSteps"],
    [() => timestepSpacing({ steps: 10, spacing: "trailing", offset: 1 }), "trailing has none"],
    [() => addNoise([1], [1, 2], 0.5), "noise has 2 values, expected 1"],
    [
      () => guide([1, 2, 3], [1, 2, 3], { scale: 1, sampleSize: 2 }),
      "a multiple of sampleSize (2)",
    ],
  ];
  for (const [call, said] of refused) expect(call).toThrow(said);
  const options = { schedule, timesteps };
  await expect(sampleDdim(() => [1], start, options)).rejects.toThrow("has 1 values, expected 3");
  await expect(sampleDdim(network, start, { schedule, timesteps: [1, 2] })).rejects.toThrow(
    "expected timesteps, each below the one before",
  );
  await expect(sampleDdim(network, start, { schedule, timesteps: [1000] })).rejects.toThrow(
    "timesteps begin at 1000",
  );
});
