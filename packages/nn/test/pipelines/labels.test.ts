import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { pipeline } from "../../src/node/pipeline.ts";

const golden = fileURLToPath(new URL("golden", import.meta.url));

/** The files of a tiny model, with other words in its config.json. */
function filesOf(name: string, change: (config: Record<string, unknown>) => object) {
  const folder = `${golden}/${name}`;
  const files = new Map<string, Uint8Array>(
    readdirSync(folder).map((file) => [file, readFileSync(`${folder}/${file}`)]),
  );
  const config = JSON.parse(readFileSync(`${folder}/config.json`, "utf8"));
  files.set("config.json", new TextEncoder().encode(JSON.stringify(change(config))));
  return files;
}

test("the score of an only label is a probability, where config.json does not say that it is a number", async () => {
  const files = filesOf("bert-number", ({ problem_type: _, ...config }) => config);
  using classify = await pipeline("text-classification", files);
  const [number] = await classify("It was a good day.", { functionToApply: "none" });
  const [usual] = await classify("It was a good day.");
  expect(usual!.score).toBeCloseTo(1 / (1 + Math.exp(-number!.score)), 6);
  expect(usual!.score).not.toBeCloseTo(number!.score, 2);
});

test.each([
  [["contradiction", "neutral", "entailment"], "contradiction", "entailment"],
  [["Entailed", "neutral", "contradiction"], "contradiction", "Entailed"],
  [["neutral", "entailment", "other"], "neutral", "entailment"],
  [["no", "perhaps", "yes"], "no", "yes"],
])(
  "of the labels %j what follows from a text is held against what does not",
  async (labels, against, follows) => {
    const id2label = Object.fromEntries(labels.map((label, i) => [i, label]));
    const files = filesOf("bert-labels", (config) => ({ ...config, id2label }));
    using choose = await pipeline("zero-shot-classification", files);
    using classify = await pipeline("text-classification", files);
    const text = "The old whale swam slowly";
    const { scores } = await choose(text, { candidateLabels: ["boats"], multiLabel: true });
    const pair = { text, pair: "This example is boats." };
    const logits = await classify(pair, { topK: null, functionToApply: "none" });
    const of = (label: string) => logits.find((one) => one.label === label)!.score;
    expect(scores[0]).toBeCloseTo(1 / (1 + Math.exp(of(against) - of(follows))), 5);
  },
);
