import { expect, test } from "vitest";
import { judgedBars } from "../../bench/bars.mjs";
import { benchOptions } from "../../bench/options.mjs";
import { resultRow, withShares } from "../../bench/result-row.mjs";

const peers = [
  { name: "ours" },
  { name: "slow" },
  { name: "fast" },
  { name: "machine code", native: true },
];
const timings = (times) =>
  new Map(Object.entries(times).map(([name, median]) => [name, { median, best: median / 2 }]));
const outcome = {
  timings: timings({ ours: 2, slow: 8, fast: 3, "machine code": 1 }),
  failures: [],
};

test.each([
  ["GFLOP/s", { ours: 5, slow: 1.25, fast: 10 / 3, "machine code": 10 }],
  ["ms", { ours: 2, slow: 8, fast: 3, "machine code": 1 }],
  ["tokens/s", { ours: 500, slow: 125, fast: 1000 / 3, "machine code": 1000 }],
])("in %s, more than 1x is faster than the best peer in WebAssembly", (unit, expected) => {
  const { ours, ...others } = expected;
  const row = resultRow({ name: "case", unit, flops: 1e7 }, 1, outcome, peers);
  expect(row.ours).toBeCloseTo(ours);
  for (const [name, value] of Object.entries(others)) expect(row.peers[name]).toBeCloseTo(value);
  expect(row.ratio).toBeCloseTo(1.5);
  expect(row.best.ratio).toBeCloseTo(1.5);
  expect(withShares([row], { peak: 10 })[0]).toMatchObject({ share: 0.5, shareOf: "128-bit peak" });
});

test("ourselves with other options are no peer, and a peer with other options is one", () => {
  const all = { ours: 2, "ours, float32": 5, fast: 3, "fast, float32": 2.5, "machine code": 1 };
  const entry = { name: "decode", unit: "tokens/s", flops: 1e7, bytes: 1e7 };
  const row = resultRow(entry, 1, { timings: timings(all), failures: [] }, peers);
  expect(row.ratio).toBeCloseTo(1.25);
  expect(row.own).toEqual({ float32: 2.5 });
  expect(Object.keys(row.peers)).toEqual(["fast", "fast, float32", "machine code"]);
  const [shared] = withShares([row], { peak: 1, reads: 20 });
  expect(shared).toMatchObject({ share: 0.25, shareOf: "read bandwidth" });
});

test("bars are judged where they stand, and say what was measured", () => {
  const row = { name: "matmul 512 cubed, weight b", unit: "GFLOP/s", ratio: 1.25, own: {} };
  const results = [{ ...row, share: 0.9, shareOf: "128-bit peak" }];
  const judged = (build, threads) =>
    judgedBars(results, { build, threads }).map(({ measured, met }) => [measured, met]);
  expect(judged("relaxed-simd", 1)).toEqual([
    ["1.25x the best peer", false],
    ["90 % of the 128-bit peak", true],
  ]);
  expect(judged("relaxed-simd", 2)).toEqual([["1.25x the best peer", false]]);
  expect(judged("simd", 1)).toEqual([["1.25x the best peer", true]]);
});

test("a case that no peer can do has no ratio", () => {
  const alone = { timings: timings({ ours: 2, "machine code": 1 }), failures: ["fast: no"] };
  const row = resultRow({ name: "case", unit: "ms" }, 1, alone, peers);
  expect(row).toMatchObject({ ratio: null, failures: ["fast: no"] });
});

test.each([["--threads=3"], ["--node=18"], ["--rounds=0"], ["--only=("], ["--thread=1"]])(
  "%s is refused by name",
  (argument) => {
    const option = argument.slice(0, argument.indexOf("="));
    expect(() => benchOptions([argument])).toThrow(option);
  },
);
