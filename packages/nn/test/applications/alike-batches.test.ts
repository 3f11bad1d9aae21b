import { describe, expect, it } from "vitest";
import { AlikeBatches } from "../../src/applications/text-encoder/alike-batches.ts";
import { Generator } from "../../src/random/generator.ts";

const lengths = [...new Generator(5).integers(1003, 60)];
const source = (seed = 1) =>
  new AlikeBatches<number, number[]>([...lengths.keys()], {
    ...{ batchSize: 8, seed },
    lengthOf: (i) => lengths[i]!,
    collate: (examples) => examples,
  });
const epochOf = (batches: AlikeBatches<number, number[]>): number[][] =>
  Array.from({ length: batches.batchesPerEpoch }, () => batches.next());

describe("AlikeBatches", () => {
  it("gives every example once an epoch, and less than a tenth of padding", () => {
    const batches = epochOf(source());
    expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
    const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
    const padded = sum(
      batches.map((some) => some.length * Math.max(...some.map((i) => lengths[i]!))),
    );
    expect(padded / sum(lengths)).toBeLessThan(1.1); // of batches at random: 1.8
  });

  it("has other batches in each epoch, and of another seed", () => {
    const batches = source();
    const [first, second] = [epochOf(batches), epochOf(batches)];
    expect(second).not.toEqual(first);
    expect(epochOf(source(2))).not.toEqual(first);
    const lengthsOf = (some: readonly (readonly number[])[]) =>
      some.map((batch) => lengths[batch[0]!]!);
    const sorted = lengthsOf(first).toSorted((a, b) => a - b);
    expect(lengthsOf(first)).not.toEqual(sorted); // short ones do not come first
  });

  it("goes on from a state, and refuses one that is none", () => {
    const [one, other] = [source(), source()];
    for (let i = 0; i < one.batchesPerEpoch + 7; i++) one.next();
    other.state = one.state;
    expect(other.next()).toEqual(one.next());
    expect(() => {
      other.state = { epoch: 0, batch: 1000 };
    }).toThrow("state.batch is 1000, expected less than the 126 batches of an epoch");
  });
});
