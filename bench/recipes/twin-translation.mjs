// An encoder-decoder by the recipe of `qkv train --task translation`, to be trained by PyTorch as well:
//
//   node bench/recipes/twin-translation.mjs --data multi30k --out DIR [--steps N] [--seed N] [--threads N] [--set JSON]
//   python3 bench/recipes/twin-translation.py DIR --data multi30k
//   node bench/recipes/twin-translation.mjs --table DIR
//
// Without dropout, so that losses can be compared step by step; --set '{"dropout":0.05}' has it, drawn by each for itself.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { corpusBleu } from "@qkv/nn/metrics";
import { copied, printTwin, trainTwin, twinOptions } from "./twin.mjs";

const { values: given } = parseArgs({ options: twinOptions });

/** The BLEU of what the Python program wrote, among its figures. */
function scoreTheirs(folder) {
  const file = join(folder, "theirs.json");
  const theirs = JSON.parse(readFileSync(file, "utf8"));
  const bleu = corpusBleu(theirs.outputs, theirs.targets, { lowercase: true }).score;
  writeFileSync(file, JSON.stringify({ ...theirs, figures: { bleu } }));
}

if (given.table) {
  scoreTheirs(given.table);
  printTwin(given.table, ["bleu"]);
} else
  await trainTwin({
    application: "translation",
    // Validated on its evalBatches, the first pairs, for both sides to write.
    settings: { preset: "quick", dropout: 0 },
    ...{ given, call: "forward" },
    inputsOf: (source, target) => ({ source: copied(source), target: copied(target) }),
  });
