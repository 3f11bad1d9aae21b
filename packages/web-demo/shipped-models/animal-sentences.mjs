import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Generator } from "@qkv/nn";
import { build } from "esbuild";

const source = fileURLToPath(
  new URL("../src/made-data/animal-sentences/index.ts", import.meta.url),
);

/** The page's own maker of sentences, for a program in Node. */
async function maker() {
  const folder = await mkdtemp(join(tmpdir(), "qkv-sentences-"));
  try {
    const outfile = join(folder, "sentences.mjs");
    await build({ entryPoints: [source], bundle: true, format: "esm", outfile });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Different sentences about animals and people with their translations, and others to test with: no English sentence is in
 * both.
 */
export async function animalSentences({ train, test, seed }) {
  const { animalSentence } = await maker();
  const generator = new Generator(seed);
  const choose = (count) => generator.integers(1, count)[0];
  const all = new Map();
  while (all.size < train + test) {
    const { en, de } = animalSentence(choose);
    all.set(en, { en, de });
  }
  const sentences = [...all.values()];
  return { train: sentences.slice(test), test: sentences.slice(0, test), choose };
}
