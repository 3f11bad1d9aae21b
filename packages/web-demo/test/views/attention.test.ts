import { describe, expect, it } from "vitest";
import type { AttentionMapAnswer, StreamAnswer } from "../../src/engine/protocol.ts";
import { principalComponents } from "../../src/shaping/principal-components.ts";
import {
  interventionsOf,
  isTouched,
  tokenToggled,
} from "../../src/views/attention/interventions.ts";
import {
  apart,
  mapNames,
  meanOf,
  rolloutOf,
  sharedWords,
  walksOf,
} from "../../src/views/attention/shaping.ts";
import { attentionState } from "../../src/views/attention/state.ts";

const map = (
  heads: readonly (readonly number[])[],
  sides: Partial<Pick<AttentionMapAnswer, "queries" | "keys">> = {},
): AttentionMapAnswer => ({
  ...{ module: "m", queries: "M", keys: "M", shape: [heads.length, 2, 2], ...sides },
  weights: Float32Array.from(heads.flat()),
});
const first = map([
  [1, 0, 0.5, 0.5],
  [1, 0, 0, 1],
]);
const second = map([[1, 0, 1, 0]]);
const stream = (layers: readonly (readonly (readonly number[])[])[]): StreamAnswer => ({
  ...{ side: "M", layers: layers.map(String) },
  shape: [layers.length, layers[0]!.length, layers[0]![0]!.length],
  data: Float32Array.from(layers.flat(2)),
});

describe("heads together", () => {
  it("the mean of a module's heads", () => {
    expect([...meanOf(first).values]).toEqual([1, 0, 0.25, 0.75]);
  });

  it("rollout: half of what was there, half of what is gathered, layer upon layer", () => {
    // Layer 1: [[1, 0], [1/8, 7/8]]; layer 2: [[1, 0], [1/2, 1/2]]; the second on top of the first.
    expect([...rolloutOf([first, second], 0)!.values]).toEqual([1, 0, 0.125, 0.875]);
    expect([...rolloutOf([first, second], 1)!.values]).toEqual([1, 0, 0.5625, 0.4375]);
  });

  it("rollout stays with one text", () => {
    const across = map([[0, 1, 0, 1]], { queries: "Mt" });
    expect(rolloutOf([first, across], 1)).toBeUndefined();
    expect([...rolloutOf([first, across, second], 2)!.values]).toEqual([1, 0, 0.5625, 0.4375]);
  });

  it("modules are named by what they look at", () => {
    const sides = [{}, { queries: "Mt", keys: "Mt" }, { queries: "Mt", keys: "M" }] as const;
    const names = mapNames([...sides, ...sides].map((side) => map([[1, 0, 0, 1]], side)));
    expect(names.map(({ kind, layer }) => `${kind} ${layer}`)).toEqual([
      ...["source 1", "target 1", "cross 1", "source 2", "target 2", "cross 2"],
    ]);
    expect(mapNames([first])).toEqual([{ kind: "self", layer: 1 }]);
  });
});

describe("two sentences", () => {
  it("share the words they have both; those at the same place come first", () => {
    const shared = sharedWords(["[CLS]", "cat", "eats", "."], ["[CLS]", "mouse", "eats", "cat"]);
    expect(shared).toEqual([
      { word: "eats", places: [2, 2] },
      { word: "cat", places: [1, 3] },
    ]);
  });

  it("go apart as far as their vectors say", () => {
    const one = stream([[[3, 4]], [[1, 0]]]);
    const other = stream([[[3, 4]], [[0, 1]]]);
    const [embedding, after] = apart(one, other, [0, 0]);
    expect(embedding).toEqual({ distance: 0, cosine: 1 });
    expect(after!.distance).toBeCloseTo(Math.SQRT2, 12);
    expect(after!.cosine).toBe(0);
  });

  it("walk in one plane: distances within it are those of the vectors, where these lie in a plane", () => {
    const one = stream([
      [
        [1, 1, 0],
        [4, 1, 0],
      ],
      [
        [1, 5, 0],
        [0, 0, 0],
      ],
    ]);
    const other = stream([
      [
        [2, 2, 0],
        [9, 1, 0],
      ],
      [
        [1, 3, 0],
        [7, 0, 0],
      ],
    ]);
    const { walks, share } = walksOf([one, other]);
    expect(share).toBeCloseTo(1, 10);
    expect(walks.map(({ sentence, token }) => [sentence, token])).toEqual([
      ...[
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ],
    ]);
    const between = (a: readonly number[], b: readonly number[]) =>
      Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!);
    expect(between(walks[0]!.places[0]!, walks[0]!.places[1]!)).toBeCloseTo(4, 8);
    expect(between(walks[0]!.places[0]!, walks[3]!.places[1]!)).toBeCloseTo(Math.hypot(6, 1), 8);
  });
});

describe("principal components", () => {
  it("the first one is the direction of most variance", () => {
    const vectors = [-2, -1, 0, 1, 2].map((t, i) => [3 * t, 4 * t, i % 2 === 0 ? 0.5 : -0.5]);
    const { places, share } = principalComponents(vectors);
    expect(places.map(([x]) => Math.abs(x))).toEqual(
      [10, 5, 0, 5, 10].map((size) => expect.closeTo(size, 2)),
    );
    expect(share).toBeCloseTo(1, 10);
  });

  it("of vectors that are all the same, there is nothing to see", () => {
    const same = principalComponents([
      [1, 2],
      [1, 2],
    ]);
    expect(same).toEqual({
      places: [
        [0, 0],
        [0, 0],
      ],
      share: 1,
    });
  });
});

describe("what is changed, in the address", () => {
  it("is read back, whatever is no head left out", () => {
    const query = new URLSearchParams("ablated=0.2,1.3,x&masked=4&frozenTarget=1&other=a");
    const state = attentionState.read(query);
    expect(interventionsOf(state)).toEqual({
      ablated: [
        { attention: 0, head: 2 },
        { attention: 1, head: 3 },
      ],
      ...{ patched: [], patchText: "a" },
      ...{ masked: { M: [4], Mt: [] }, frozen: { M: [], Mt: [1] } },
    });
    expect(isTouched(state)).toBe(true);
    expect(isTouched(attentionState.initial)).toBe(false);
  });

  it("a token is masked, and no longer", () => {
    const state = attentionState.read(new URLSearchParams("masked=4"));
    expect(tokenToggled(state, "masked", "M", 2)).toEqual({ masked: [4, 2] });
    expect(tokenToggled(state, "masked", "M", 4)).toEqual({ masked: [] });
    expect(tokenToggled(state, "frozen", "Mt", 0)).toEqual({ frozenTarget: [0] });
  });
});
