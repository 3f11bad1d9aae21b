import { judgeBar } from "./judge-bar.mjs";

/** What the library wants to reach. A bar stands for every row whose name matches; `builds` and `threads` say where. */
const relaxed = { build: "relaxed-simd" };
const oneThread = { ...relaxed, threads: 1 };
const twoThreads = { ...relaxed, threads: 2 };
const large = /^matmul (512 cubed|1024 cubed|512x512x2048)/;

const bars = [
  { ...oneThread, rows: /^matmul (?!1x)/, of: "ratio", atLeast: 1.3 },
  { ...oneThread, rows: /^matmul (256 |512 |1024 |128x768|512x512)/, of: "share", atLeast: 0.85 },
  { ...twoThreads, rows: large, of: "ratio", atLeast: 1.5 },
  { ...twoThreads, rows: large, of: "own", variant: "one thread", atLeast: 1.85 },
  { ...relaxed, rows: /^attention \d/, of: "ratio", atLeast: 1.7 },
  { ...relaxed, rows: /^attention .*, causal/, of: "own", variant: "not causal", atLeast: 1.6 },
  { ...relaxed, rows: /^attention forward and backward/, of: "ratio", atLeast: 5 },
  { ...relaxed, rows: /^(softmax|layerNorm|gelu)/, of: "ratio", atLeast: 1.4 },
  { ...relaxed, rows: /^pre-norm layer/, of: "ratio", atLeast: 1.5 },
  { ...oneThread, rows: /^training step, nanoGPT/, of: "ratio", atLeast: 3 },
  { ...oneThread, rows: /^training step, nanoGPT/, of: "ours", atMost: 68 },
  { ...twoThreads, rows: /^training step, nanoGPT/, of: "ours", atMost: 38 },
  { ...oneThread, rows: /^training step, tiny/, of: "ours", atMost: 0.65 },
  { ...twoThreads, rows: /^training step, baby/, of: "ours", atMost: 1180 },
  { rows: /^memory of training, baby/, of: "ours", atMost: 700 },
  { ...oneThread, rows: /^decode .*float32/, of: "share", atLeast: 0.85 },
  { ...oneThread, rows: /^decode .*int8/, of: "own", variant: "float32", atLeast: 2.3 },
  { ...oneThread, rows: /^decode .*int4/, of: "own", variant: "float32", atLeast: 3.3 },
  { ...relaxed, rows: /^decode .*(float32|int8|int4)/, of: "ratio", atLeast: 1 },
  { rows: /^add of one element/, of: "ours", atMost: 2 },
  { rows: /^import to first result/, of: "ours", atMost: 50 },
  { threads: 1, rows: /^pretrained: decode .*float32/, of: "ratio", atLeast: 1.2 },
  { threads: 1, rows: /^pretrained: decode .*int8/, of: "ratio", atLeast: 3 },
  { threads: 1, rows: /^pretrained: decode .*int4/, of: "ratio", atLeast: 1 },
  { threads: 1, rows: /^pretrained: prompt/, of: "ratio", atLeast: 1.5 },
  { rows: /^pretrained: load/, of: "ours", atLeast: 1 },
  { rows: /^serving: 8 requests/, of: "ours", atLeast: 4 },
  { rows: /^serving: first token behind/, of: "ours", atMost: 2 },
  { rows: /^serving: prompt lookup, a text that repeats/, of: "ours", atLeast: 1.8 },
  { rows: /^serving: prompt lookup, a text that never/, of: "ours", atLeast: 0.95 },
  { rows: /^serving: first token of a chat's second/, of: "ours", atMost: 0.1 },
  { rows: /^tokenizers: GPT-2/, of: "ratio", atLeast: 1 },
  { rows: /^tokenizers: GPT-2/, of: "ours", atLeast: 5 },
  { rows: /^tokenizers: 8,000 merges/, of: "ours", atMost: 3 },
  { rows: /^packed size of core-wasm/, of: "ours", atMost: 120 },
  { build: "simd", rows: /^(?!pretrained|decode .*(bf16|f16))/, of: "ratio", atLeast: 1 },
];

/** What each bar that this run can judge came to: [{ name, bar, measured, value, met }]. */
export function judgedBars(results, { build, threads }) {
  return results.flatMap((row) =>
    bars
      .filter((bar) => bar.rows.test(row.name))
      .filter((bar) => (bar.build ?? build) === build && (bar.threads ?? threads) === threads)
      .flatMap((bar) => judgeBar(bar, row) ?? []),
  );
}
