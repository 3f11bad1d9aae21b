import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { pipeline } from "../../src/node/pipeline.ts";
import { preprocessorConfigOf } from "../../src/pipelines/preprocessor-config.ts";
import { soundFeatureExtractor } from "../../src/preprocessing/sound/read-feature-extractor.ts";
import { pretrainedFiles } from "../../src/pretrained/pretrained-files.ts";
import { readTokenizer } from "../../src/tokenizers/read-tokenizer.ts";

// What transformers 5.12 reads and writes of these files: its processors write one file, with a part for each kind.
const senses = fileURLToPath(new URL("../pipelines/senses", import.meta.url));
const preprocessor = "preprocessor_config.json";
const processor = "processor_config.json";
const encoded = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
const decoded = (bytes: Uint8Array): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(bytes));

/** A folder with other files than its own preprocessor_config.json. */
function folderOf(name: string, others: Readonly<Record<string, unknown>>) {
  const folder = join(senses, name);
  const files = new Map(
    readdirSync(folder).map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]),
  );
  const own = decoded(files.get(preprocessor)!);
  files.delete(preprocessor);
  for (const [file, json] of Object.entries(others)) files.set(file, encoded(json));
  return { files, own };
}

const ownOf = (name: string) => folderOf(name, {}).own;

describe("processor_config.json in place of preprocessor_config.json", () => {
  const cases: { model: string; task: string; file: string; options: object; result: unknown }[] =
    JSON.parse(readFileSync(join(senses, "cases.json"), "utf8"));

  test.each([
    ["image-classification", "deit-labels", "image_processor", "DeiTProcessor"],
    ["audio-classification", "ast-labels", "feature_extractor", "ASTProcessor"],
    ["audio-classification", "wave-labels", "audio_processor", "Wav2Vec2Processor"],
  ] as const)("%s by %s, in the part %s", async (task, model, part, processor_class) => {
    const { files } = folderOf(model, {
      [processor]: { [part]: ownOf(model), processor_class },
    });
    using pipe = await pipeline(task, files);
    const own = cases.find((one) => one.model === model && Object.keys(one.options).length === 0)!;
    const found = await pipe(join(senses, own.file));
    const close = (own.result as { score: number }[]).map(({ score, ...label }) => ({
      ...label,
      score: expect.closeTo(score, 3),
    }));
    expect(found).toEqual(close);
  });

  const of = (files: { preprocessorConfig?: object; processorConfig?: object }) =>
    preprocessorConfigOf(
      "audio-classification",
      {
        config: { model_type: "wav2vec2" },
        preprocessorConfig: undefined,
        processorConfig: undefined,
        ...(files as object),
      },
      "feature_extractor",
    );
  const type = "Wav2Vec2FeatureExtractor";
  const file = { feature_extractor_type: type, sampling_rate: 8000 };

  test("its part counts more than the other file, which counts where it has none", () => {
    const given = { preprocessorConfig: file };
    const nested = { feature_extractor_type: type, sampling_rate: 16000 };
    expect(of({ ...given, processorConfig: { feature_extractor: nested } })).toEqual(nested);
    expect(of({ ...given, processorConfig: { audio_processor: nested } })).toEqual(nested);
    for (const without of [{}, { feature_extractor: null }, { image_processor: nested }])
      expect(of({ ...given, processorConfig: without })).toEqual(file);
    // A part that does not say which it is means the family's own.
    expect(of({ processorConfig: { feature_extractor: { sampling_rate: 9000 } } })).toMatchObject({
      feature_extractor_type: type,
      sampling_rate: 9000,
    });
    expect(soundFeatureExtractor({ audio_processor: file }).sampleRate).toBe(8000);
  });

  test("a folder with neither says what is missing", () => {
    const nothing = { config: {}, preprocessorConfig: undefined, processorConfig: {} };
    expect(() => preprocessorConfigOf("x", nothing, "image_processor")).toThrow(
      'x: the model\'s folder has no preprocessor_config.json and no processor_config.json with "image_processor"',
    );
  });

  test("both are written back, with all that they say", async () => {
    const one = { image_processor: ownOf("vit-labels"), processor_class: "P", own: { seq: 3 } };
    const other = { ...ownOf("vit-labels"), auto_map: { AutoProcessor: "x.Y" } };
    const { files } = folderOf("vit-labels", { [processor]: one, [preprocessor]: other });
    const loaded = await fromPretrained(filesInMemory(files));
    using _ = loaded.model;
    const written = new Map(await pretrainedFiles(loaded));
    expect(decoded(written.get(processor) as Uint8Array)).toEqual(one);
    expect(decoded(written.get(preprocessor) as Uint8Array)).toEqual(other);
  });

  test("one that is no object is refused by name", async () => {
    const { files } = folderOf("vit-labels", { [processor]: [1] });
    await expect(fromPretrained(filesInMemory(files))).rejects.toThrow(
      "processor_config.json: it is no object, expected one",
    );
  });
});

describe("templates beside a tokenizer", () => {
  const list = [
    { name: "default", template: "of the config" },
    { name: "other", template: "another" },
  ];
  const folder = join(senses, "whisper-words");
  const templates = async (files: Readonly<Record<string, string | object>>) => {
    const given = new Map(
      Object.entries(files).map(([name, content]) => [
        name,
        typeof content === "string" ? new TextEncoder().encode(content) : encoded(content),
      ]),
    );
    given.set("tokenizer.json", new Uint8Array(readFileSync(join(folder, "tokenizer.json"))));
    const { chatTemplates } = (await readTokenizer(filesInMemory(given))).config;
    return Object.fromEntries(chatTemplates);
  };
  const config = { "tokenizer_config.json": { chat_template: list } };
  const named = {
    "additional_chat_templates/tool_use.jinja": "for tools",
    "additional_chat_templates/rag.jinja": "for documents",
    "additional_chat_templates/deeper/x.jinja": "no",
    "additional_chat_templates/notes.txt": "no",
  };
  const ofFiles = { tool_use: "for tools", rag: "for documents" };

  test("of files alone count where there is one", async () => {
    expect(await templates(config)).toEqual({ default: "of the config", other: "another" });
    expect(await templates({ ...config, "chat_template.jinja": "file" })).toEqual({
      default: "file",
    });
    expect(await templates({ ...config, ...named })).toEqual(ofFiles);
    expect(await templates({ ...named, "chat_template.jinja": "file" })).toEqual({
      default: "file",
      ...ofFiles,
    });
  });

  test("of a processor count where there is no other", async () => {
    const legacy = { "chat_template.json": { chat_template: "of the processor" } };
    expect(await templates(legacy)).toEqual({ default: "of the processor" });
    expect(await templates({ ...legacy, ...config })).toEqual(await templates(config));
    expect(await templates({ ...legacy, ...named })).toEqual(ofFiles);
    await expect(templates({ "chat_template.json": { chat_template: 3 } })).rejects.toThrow(
      "chat_template.chat_template",
    );
  });

  test("are written back, and never outside of their folder", async () => {
    const { files } = folderOf("vit-words", {});
    for (const [name, text] of Object.entries(named))
      files.set(name, new TextEncoder().encode(text));
    for (const outside of ["../../x", "..\\..\\x", "..x"])
      files.set(`additional_chat_templates/${outside}.jinja`, encoded("x"));
    files.set("chat_template.json", encoded({ chat_template: "of the processor" }));
    const loaded = await fromPretrained(files);
    using _ = loaded.model;
    expect(Object.fromEntries(loaded.tokenizer!.config.chatTemplates)).toEqual(ofFiles);
    const written = (await pretrainedFiles(loaded)).map(([name]) => name);
    expect(written.filter((name) => name.includes("chat_template")).sort()).toEqual([
      "additional_chat_templates/rag.jinja",
      "additional_chat_templates/tool_use.jinja",
      "chat_template.json",
    ]);
  });
});
