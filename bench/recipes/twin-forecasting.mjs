// PatchTST by the recipe of `qkv train --task forecasting`, to be trained by PyTorch as well:
//
//   node bench/recipes/twin-forecasting.mjs --data ETTh1.csv --out DIR [--steps N] [--seed N] [--threads N] [--set JSON]
//   python3 bench/recipes/twin-forecasting.py DIR --data ETTh1.csv
//   node bench/recipes/twin-forecasting.mjs --table DIR
//
// Without dropout, so that losses can be compared step by step; --set '{"dropout":0.3}' has it, drawn by each for itself.
import { parseArgs } from "node:util";
import { copied, printTwin, trainTwin, twinOptions } from "./twin.mjs";

const { values: given } = parseArgs({ options: twinOptions });
if (given.table) printTwin(given.table, ["mse", "mae"]);
else
  await trainTwin({
    application: "forecasting",
    // Validated on all windows.
    settings: { preset: "full", dropout: 0, evalBatches: 0 },
    given,
    call: "forwardNamed",
    inputsOf: (batch) =>
      Object.fromEntries(Object.entries(batch).map(([name, tensor]) => [name, copied(tensor)])),
  });
