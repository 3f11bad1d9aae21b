import { readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { noGrad, tensor } from "@qkv/nn";
import { generate, generationOptions } from "@qkv/nn/generation";
import type { ConditionalGenerator, Encoder } from "@qkv/nn/models";
import { fromPretrained } from "@qkv/nn/pretrained";
import { expect, test } from "vitest";
import { shippedModels } from "../src/models/shipped.ts";

const folder = (name: string) =>
  fileURLToPath(new URL(`../public/models/${name}`, import.meta.url));

test("the table says what lies in the folders", () => {
  const models = fileURLToPath(new URL("../public/models", import.meta.url));
  expect(Object.keys(shippedModels).sort()).toEqual(readdirSync(models).sort());
  for (const [name, { files, bytes }] of Object.entries(shippedModels)) {
    const all = files.map((file) => statSync(`${folder(name)}/${file}`).size);
    expect(all.reduce((sum, size) => sum + size)).toBe(bytes);
  }
});

test("sentences are translated: who eats and what it stands for decide the German word", async () => {
  const { model, tokenizer, generationConfig } = await fromPretrained(folder("animal-translation"));
  const translated = async (text: string) => {
    const options = { ...generationOptions(generationConfig), temperature: 0, maxNewTokens: 20 };
    return (await generate(model as ConditionalGenerator, tokenizer!, text, options)).text.trim();
  };
  expect(await translated("The cat eats the mouse .")).toBe("Die Katze frisst die Maus.");
  expect(await translated("the woman eats the apple .")).toBe("Die Frau isst den Apfel.");
  expect(await translated("The dog sleeps because it is tired .")).toBe(
    "Der Hund schläft, weil er müde ist.",
  );
  expect(await translated("The sheep sleeps because it is tired .")).toBe(
    "Das Schaf schläft, weil es müde ist.",
  );
  model.dispose();
});

test("hidden words are filled in with what can stand there", async () => {
  const { model, tokenizer } = await fromPretrained(folder("animal-fill-in"));
  const guess = async (text: string) => {
    const ids = [...tokenizer!.encode(text)];
    const mask = ids.indexOf(tokenizer!.tokenToId("[MASK]")!);
    const input = tensor(Int32Array.from(ids), { shape: [1, ids.length] });
    const logits = noGrad(() => (model as Encoder).forward(input));
    const values = await logits.data();
    const vocab = logits.shape.at(-1)!;
    const own = [...values.subarray(mask * vocab, (mask + 1) * vocab)];
    return tokenizer!.decode([own.indexOf(Math.max(...own))]);
  };
  expect(["cat", "dog", "fox", "wolf", "owl", "snake"]).toContain(
    await guess("the [MASK] chases the mouse ."),
  );
  expect(await guess("the cow [MASK] the milk .")).toBe("drinks");
  model.dispose();
});
