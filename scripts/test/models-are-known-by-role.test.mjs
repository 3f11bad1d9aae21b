import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../repository.mjs";

const models = "packages/nn/src/models/";
const sourcesBelow = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`);
const sources = ["packages/nn/src", "packages/cli/src"].flatMap(sourcesBelow);
const textOf = (file) => readFileSync(join(root, file), "utf8");

/** Classes of models, and what families are called in files. */
const inside = sources
  .filter((file) => file.startsWith(models))
  .map(textOf)
  .join("\n");
const classes = [...inside.matchAll(/export class (\w+) extends/g)].map(([, name]) => name);
const modelTypes = [...inside.matchAll(/modelType: "([^"]+)"/g)].map(([, name]) => name);

/** Lines outside the models' folder that ask which model it is. */
const branches = (file, text) =>
  text.split("\n").flatMap((line, i) => {
    const asks =
      classes.some((name) => line.includes(`instanceof ${name}`)) ||
      modelTypes.some((name) => new RegExp(`(===|!==|case) "${name}"`).test(line)) ||
      /\.(modelType|family) (===|!==)|\.task (===|!==) "/.test(line);
    return asks ? [`${file}:${i + 1}: ${line.trim()}`] : [];
  });

test("the classes and the types of models are found", () => {
  expect(classes).toEqual(expect.arrayContaining(["Gpt", "Seq2Seq", "CausalLM"]));
  expect(modelTypes).toEqual(expect.arrayContaining(["gpt2"]));
});

test.each([
  "return model instanceof Gpt ? a : b;",
  'if (config.model_type === "gpt2") return;',
  'case "gpt2":',
  'loaded.task === "gpt" ? a : b',
  "model.family === gpt2",
])("a line that asks is noticed: %s", (line) => {
  expect(branches("some.ts", `x\n${line}`)).toEqual([`some.ts:2: ${line}`]);
});

test("outside models/ nothing asks which model it is", () => {
  const outside = sources.filter((file) => !file.startsWith(models));
  expect(outside.length).toBeGreaterThan(300);
  expect(outside.flatMap((file) => branches(file, textOf(file)))).toEqual([]);
});
