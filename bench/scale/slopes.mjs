// What a token costs, against the model's width, its layers, the length of the texts, the batch and the threads.
//
//   node bench/scale/slopes.mjs [--threads 1|2] [--seconds S: of each point] [--only width|layers|...] [--json]
//
// Prints the tables of docs/scale.md: median times of whole training steps (forward, backward, clipping, AdamW) and of one
// decoded token, float32.
import { parseArgs } from "node:util";
import { init } from "@qkv/nn";
import { aligned } from "../aligned.mjs";
import { decoding } from "./decoding.mjs";
import { trainingStep } from "./training-step.mjs";

const { values: given } = parseArgs({
  options: {
    threads: { type: "string", default: "1" },
    seconds: { type: "string", default: "2" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
await init({ threads: Number(given.threads) });

const texts = (row) => Object.values(row).map((value) => rounded(value));
const rounded = (value) => String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

const usual = { width: 256, layers: 4, context: 128, batch: 8, vocabSize: 4096 };
const series = [
  ["width", trainingStep, [64, 128, 256, 512, 1024].map((width) => ({ ...usual, width }))],
  ["layers", trainingStep, [1, 2, 4, 8].map((layers) => ({ ...usual, layers }))],
  [
    "context",
    trainingStep,
    [64, 128, 256, 512, 1024, 2048].map((context) => ({ ...usual, context, batch: 1 })),
  ],
  ["batch", trainingStep, [1, 2, 4, 8, 16, 32].map((batch) => ({ ...usual, batch }))],
  ["decoding", decoding, [128, 256, 512, 1024].map((width) => ({ ...usual, width }))],
];

for (const [name, open, points] of series) {
  if (given.only && given.only !== name) continue;
  const axis = name === "decoding" ? "width" : name;
  const rows = points.map((point) => ({ [axis]: point[axis], ...measured(open, point) }));
  if (given.json) for (const row of rows) console.log(JSON.stringify({ series: name, ...row }));
  else console.log(`${aligned([Object.keys(rows[0]), ...rows.map(texts)], 0).join("\n")}\n`);
}

/** The median step of some seconds, after two that are not counted. */
function measured(open, point) {
  const work = open(point);
  work.step();
  work.step();
  const times = [];
  const end = performance.now() + 1000 * Number(given.seconds);
  while (times.length < 5 || performance.now() < end) {
    const start = performance.now();
    work.step();
    times.push(performance.now() - start);
  }
  work.dispose();
  const ms = times.sort((a, b) => a - b)[times.length >> 1];
  return {
    "ms a step": ms,
    "us a token": (1000 * ms) / work.tokens,
    ...(work.flops && { "GFLOP/s": work.flops / ms / 1e6 }),
    ...(work.bytes && { "GB/s": work.bytes / ms / 1e6 }),
  };
}
