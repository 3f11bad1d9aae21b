import { describe, expect, it } from "vitest";
import { applications } from "../../src/applications/index.ts";
import { copiedPieces } from "../../src/applications/text-pairs/copied-pieces.ts";
import { LengthBatches } from "../../src/applications/text-pairs/length-batches.ts";
import { PracticeFirst } from "../../src/applications/text-pairs/practice-first.ts";
import type { SequencePair } from "../../src/data/sequence-pair.ts";
import { Generator, manualSeed } from "../../src/index.ts";

const END = 1;
const pairs: readonly SequencePair[] = Array.from({ length: 60 }, (_, i) => ({
  source: [...Array.from({ length: 2 + (i % 9) }, (_, at) => 100 * i + at + 2), END],
  target: Array(1 + (i % 13)).fill(i),
}));
const pieces = copiedPieces(pairs, new Generator(3));

const batchesOf = (some: readonly SequencePair[]) =>
  new LengthBatches(some, { most: 8, tokens: 60, seed: 1, collate: (few) => [...few] });
const practised = () =>
  new PracticeFirst({ practice: batchesOf(pieces), batches: 20, work: batchesOf(pairs) });
const some = (source: { next(): readonly SequencePair[] }, count: number) =>
  Array.from({ length: count }, () => source.next());

describe("pieces of sources to copy", () => {
  it("are words of the source one after another, as many as the target has, never its end", () => {
    for (const [i, { source, target }] of pieces.entries()) {
      const words = pairs[i]!.source.length - 1;
      expect(source).toBe(pairs[i]!.source);
      expect(target).toHaveLength(Math.min(words, pairs[i]!.target.length));
      const start = source.indexOf(target[0]!);
      expect(target).toEqual(source.slice(start, start + target.length));
      expect(target).not.toContain(END);
    }
  });

  it("begin anywhere, as the generator says", () => {
    const start = ({ source, target }: SequencePair) => source.indexOf(target[0]!);
    const ends = ({ source, target }: SequencePair) => start({ source, target }) + target.length;
    const roomy = pieces.filter(({ source, target }) => source.length - 1 > target.length);
    expect(new Set(roomy.map(start)).size).toBeGreaterThan(4);
    expect(roomy.some((one) => start(one) === 0)).toBe(true);
    expect(roomy.some((one) => ends(one) === one.source.length - 1)).toBe(true);
    expect(copiedPieces(pairs, new Generator(3))).toEqual(pieces);
    expect(copiedPieces(pairs, new Generator(4))).not.toEqual(pieces);
  });
});

describe("practice first", () => {
  const [practice, work] = [some(batchesOf(pieces), 20), some(batchesOf(pairs), 15)];

  it("gives so many batches of it, then the work from its beginning", () => {
    expect(some(practised(), 35)).toEqual([...practice, ...work]);
  });

  it.each([0, 7, 20, 26])("goes on after %i batches where it was left", (count) => {
    const left = practised();
    some(left, count);
    const resumed = practised();
    resumed.state = JSON.parse(JSON.stringify(left.state));
    expect(some(resumed, 35 - count)).toEqual([...practice, ...work].slice(count));
  });

  it("refuses a state of something else", () => {
    expect(() => {
      practised().state = { epoch: 1 };
    }).toThrow("PracticeFirst: state.practised is undefined, expected an integer");
    expect(() => {
      practised().state = { practised: 1, practice: {}, work: {} };
    }).toThrow("LengthBatches: state.epoch");
  });

  it("is what a summariser learns from that copies first", async () => {
    const losses = async (copying: number) => {
      const ready = await applications.summarisation.plan({ steps: 3, copying }).prepare();
      manualSeed(1);
      using run = ready.start();
      const found: number[] = [];
      await run.fit({ steps: 3, callbacks: [{ onStep: ({ loss }) => void found.push(loss) }] });
      return found;
    };
    const [never, once, always] = [await losses(0), await losses(1), await losses(3)];
    expect(once[0]).not.toBe(never[0]);
    expect(once[0]).toBe(always[0]);
    expect(once[1]).not.toBe(always[1]);
  });
});
