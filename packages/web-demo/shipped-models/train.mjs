import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { init } from "@qkv/nn";
import { writeFileSafely } from "@qkv/nn/node";
import { pretrainedFiles } from "@qkv/nn/pretrained";
import { animalFillIn } from "./animal-fill-in.mjs";
import { animalTranslation } from "./animal-translation.mjs";
import { mobyGpt } from "./moby-gpt.mjs";

const models = {
  whale: mobyGpt,
  "animal-fill-in": animalFillIn,
  "animal-translation": animalTranslation,
};

const { values } = parseArgs({
  options: { only: { type: "string" }, steps: { type: "string" }, out: { type: "string" } },
});
const names = values.only ? values.only.split(",") : Object.keys(models);
const out = values.out ?? fileURLToPath(new URL("../public/models", import.meta.url));
const { mkdir } = await import("node:fs/promises");

await init({ build: "simd" }); // the same bits on every machine
for (const name of names) {
  if (!models[name])
    throw new Error(`--only ${name}: expected some of ${Object.keys(models).join()}`);
  const { model, tokenizer, seconds, figures } = await models[name](
    values.steps ? { steps: Number(values.steps) } : {},
  );
  const folder = `${out}/${name}`;
  await mkdir(folder, { recursive: true });
  const files = await pretrainedFiles({ model }, { dtype: "float16" });
  const json = new TextEncoder().encode(`${JSON.stringify(tokenizer.toJSON())}\n`);
  for (const [file, contents] of [...files, ["tokenizer.json", json]])
    await writeFileSafely(`${folder}/${file}`, contents);
  const told = Object.entries(figures).map(([what, value]) => `${what}: ${value}`);
  console.log(
    [name, `${model.numParameters()} parameters`, `${Math.round(seconds)} s`, ...told].join("; "),
  );
  model.dispose();
}
