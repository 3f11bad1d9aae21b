import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { FileSource } from "../src/model-folder/file-source.ts";
import { filesInMemory } from "../src/model-folder/files-in-memory.ts";
import { ModelFolderError } from "../src/model-folder/model-folder-error.ts";
import { pickedFiles } from "../src/model-folder/picked-files.ts";
import { readModelFolder } from "../src/model-folder/read-model-folder.ts";
import { type FilesByName, modelFolderFiles } from "../src/model-folder/write-model-folder.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";
import { configOf } from "../src/models/families/find-family.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { folderOnDisk } from "../src/node/folder-on-disk.ts";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";
import { PairVocabularies } from "../src/tokenizers/pair-vocabularies.ts";

const text = "hello, world\n";
const data = { source: "hello.txt", sha256: "00" };
const training = { recipe: "gpt", settings: { layers: 1 }, data };

async function gptFiles(): Promise<{ readonly model: Gpt; readonly files: FilesByName }> {
  const tokenizer = CharacterTokenizer.train(text);
  const { vocabSize } = tokenizer;
  const model = new Gpt({ vocabSize, contextLength: 4, layers: 1, heads: 2, dModel: 8 });
  const description = { role: "decoder", config: configOf(model), tokenizer } as const;
  return { model, files: await modelFolderFiles({ model, description, training }) };
}

/** The same files in memory, as somebody picks them in a page, and on a disk. */
function sources(files: FilesByName): readonly (readonly [string, FileSource])[] {
  const folder = mkdtempSync(join(tmpdir(), "qkv-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  return [
    ["memory", filesInMemory(files)],
    ["object", filesInMemory(Object.fromEntries(files), "run")],
    ["page", pickedFiles([...files].map(([name, bytes]) => picked(`run/${name}`, bytes)))],
    ["disk", folderOnDisk(`${folder}/`)],
  ];
}

function picked(path: string, bytes: Uint8Array): File {
  const file = new File([Uint8Array.from(bytes)], path.split("/").at(-1)!);
  return Object.defineProperty(file, "webkitRelativePath", { value: path });
}

describe("readModelFolder", () => {
  it("reads what modelFolderFiles gives, wherever it is", async () => {
    const { model, files } = await gptFiles();
    using _ = model;
    for (const [where, source] of sources(files)) {
      const folder = await readModelFolder(source);
      using read = folder.model;
      if (folder.description.role !== "decoder")
        throw new Error(`${where}: ${folder.description.role}`);
      expect(folder.description.config, where).toEqual(configOf(model));
      expect(folder.description.tokenizer.decode([0, 1])).toBe("\n ");
      expect(folder.training).toMatchObject({ recipe: "gpt", data });
      for (const [name, parameter] of model.namedParameters())
        expect(await read.stateDict().get(name)?.data()).toEqual(await parameter.data());
    }
  });

  it("reads an encoder-decoder with a tokenizer for each side, and where decoding ends", async () => {
    const pairs = [{ source: ["a", "b"], target: ["x"] }];
    const vocabularies = PairVocabularies.train(pairs, " ");
    using model = new Seq2Seq({
      ...{ sourceVocabSize: 6, targetVocabSize: 5, dModel: 4, nhead: 2, dimFeedforward: 4 },
      ...{ numEncoderLayers: 1, numDecoderLayers: 1 },
    });
    const config = configOf(model);
    const description = {
      role: "encoder-decoder",
      config,
      vocabularies,
      longestTarget: 9,
    } as const;
    const files = await modelFolderFiles({ model, description });
    expect([...files.keys()].sort()).toEqual([
      ...["config.json", "generation_config.json", "model.safetensors"],
      ...["target_tokenizer.json", "tokenizer.json"],
    ]);
    const folder = await readModelFolder(filesInMemory(files));
    using _ = folder.model;
    expect(folder.training).toBeUndefined();
    expect(folder.description).toMatchObject({ role: "encoder-decoder", longestTarget: 9, config });
    if (!folder.description.vocabularies) throw new Error("of another role");
    expect(folder.description.vocabularies.source.symbols).toEqual(["a", "b"]);
    expect(folder.description.vocabularies.target.symbols).toEqual(["x"]);
  });

  it("names the file and the field at fault", async () => {
    const { model, files } = await gptFiles();
    using _ = model;
    const config = new TextEncoder().encode('{"model_type":"gpt2","n_layer":0}');
    const wrong = filesInMemory(new Map([...files, ["config.json", config]]), "run");
    const error = await readModelFolder(wrong).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ModelFolderError);
    expect(error).toMatchObject({ file: "run/config.json" });
    expect(String(error)).toContain("run/config.json: n_layer is 0, expected an integer from 1");
  });
});

describe("a source refuses", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5);
  const all: readonly (readonly [string, FileSource])[] = [
    ["memory", filesInMemory({ "a.json": bytes }, "run")],
    ["page", pickedFiles([picked("run/a.json", bytes), picked("run/inner/b.json", bytes)])],
  ];
  it.each(all)("a file that is not there, and one that is too large: %s", async (_, source) => {
    expect(await source.has("a.json")).toBe(true);
    expect(await source.read("a.json", { maxBytes: 5 })).toHaveLength(5);
    await expect(source.read("a.json", { maxBytes: 4 })).rejects.toThrow(
      "run/a.json has 5 bytes, expected at most 4",
    );
    expect(await source.has("b.json")).toBe(false);
    await expect(source.read("b.json")).rejects.toThrow("run/b.json: there is no such file");
    await using opened = await source.open("a.json");
    expect(opened.size).toBe(5);
    expect(await opened.read(3, 2)).toEqual(bytes.subarray(3));
    await expect(source.open("b.json")).rejects.toThrow("run/b.json: there is no such file");
  });
});
