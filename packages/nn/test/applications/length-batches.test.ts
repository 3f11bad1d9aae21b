import { describe, expect, it } from "vitest";
import { LengthBatches } from "../../src/applications/text-pairs/length-batches.ts";
import { rootSchedule } from "../../src/applications/text-pairs/root-schedule.ts";
import type { SequencePair } from "../../src/data/sequence-pair.ts";

const pairs: readonly SequencePair[] = Array.from({ length: 200 }, (_, i) => ({
  source: Array(1 + ((i * 7) % 13)).fill(i),
  target: Array(1 + ((i * 5) % 11)).fill(i),
}));
const batches = (seed: number) =>
  new LengthBatches(pairs, { most: 16, tokens: 60, seed, collate: (some) => [...some] });
const epoch = (source: LengthBatches<SequencePair[]>) =>
  Array.from({ length: source.batchesPerEpoch }, () => source.next());

describe("batches by length", () => {
  it("hold every pair once an epoch, within both limits, with little padding", () => {
    const all = epoch(batches(1));
    expect(all.flat()).toHaveLength(200);
    expect(new Set(all.flat()).size).toBe(200);
    for (const some of all) {
      const lengths = (side: keyof SequencePair) => some.map((pair) => pair[side].length);
      expect(some.length).toBeLessThanOrEqual(16);
      expect(some.length * Math.max(...lengths("source"))).toBeLessThanOrEqual(60);
      expect(some.length * (Math.max(...lengths("target")) + 1)).toBeLessThanOrEqual(60);
    }
    const padded = all.map((some) => some.length * Math.max(...some.map((p) => p.target.length)));
    const tokens = pairs.reduce((sum, { target }) => sum + target.length, 0);
    expect(padded.reduce((sum, one) => sum + one, 0)).toBeLessThan(1.15 * tokens);
  });

  it("come in another order and company in another epoch, and go on where they were left", () => {
    const source = batches(1);
    const [first, second] = [epoch(source), epoch(source)];
    expect(second).not.toEqual(first);
    const left = batches(1);
    for (let i = 0; i < left.batchesPerEpoch + 3; i++) left.next();
    const resumed = batches(1);
    resumed.state = JSON.parse(JSON.stringify(left.state));
    expect(resumed.next()).toEqual(second[3]);
    expect(() => {
      resumed.state = { epoch: 0, batch: 10_000 };
    }).toThrow("expected less than the");
  });
});

it("the rate rises, falls with the root of the step, and at the end straight to the minimum", () => {
  const rate = rootSchedule({ lr: 1, minLr: 0.1, warmup: 9, steps: 100, cooldown: 0.2 });
  expect(rate(0)).toBeCloseTo(0.1);
  expect(rate(9)).toBe(1);
  expect(rate(39)).toBeCloseTo(0.5);
  expect(rate(90)).toBeCloseTo((Math.sqrt(10 / 81) + 0.1) / 2);
  expect(rate(100)).toBeCloseTo(0.1);
});
