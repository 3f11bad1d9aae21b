import { expect, test } from "vitest";
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
  expect(withShares([row], 10)[0].share).toBeCloseTo(0.5);
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
