import { describe, expect, it } from "vitest";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";

const { entities } = applications;

const filesOf = (texts: Readonly<Record<string, string>>, source: string): DataFiles => ({
  ...{ source, names: Object.keys(texts) },
  read: async (name) => new TextEncoder().encode(texts[name]),
});

/** A small file of columns with a tag that may be another. */
const columns = (tag = "I-PER") =>
  Array.from({ length: 12 }, (_, i) => `Ada${i} NNP ${tag}\nsleeps VBZ O\n`).join("\n");

describe("entities", () => {
  it("learns made sentences, and a pipeline finds names in its folder's model", async () => {
    const ready = await entities.plan({ steps: 200 }).prepare();
    manualSeed(ready.settings.seed);
    const run = ready.start();
    await run.fit({ steps: 200 });
    await run.heldOut.atTheEnd();
    const { figures } = run.heldOut.score!;
    expect(figures!.f1).toBeGreaterThan(0.85); // one that has learnt nothing has 0
    const [pairs, table] = await run.finalSamples(new AbortController().signal);
    expect(pairs!.kind).toBe("pairs");
    expect(table!.kind === "table" && table!.rows.map(([type]) => type)).toEqual([
      ...["LOC", "ORG", "PER"],
    ]);
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();

    const loaded = await fromPretrained(filesInMemory(files, "run"));
    const find = await pipeline("token-classification", loaded);
    const found = await find("Marko Telvi was born in Rosaba .", { aggregationStrategy: "first" });
    expect(found).toMatchObject([
      { entity_group: "PER", start: 0, end: 11 },
      { entity_group: "LOC", start: 24, end: 30 },
    ]);
    loaded.model.dispose();
  });

  it("reads columns of any scheme, and files of words beside files of tags", async () => {
    const { prepare } = entities.plan({ steps: 1 });
    const labelsOf = async (files: DataFiles) =>
      (await prepare(files)).config as { readonly id2label: Readonly<Record<string, string>> };
    const conll = await labelsOf(
      filesOf({ "a.conll": `-DOCSTART- O O\n\n${columns()}` }, "a.conll"),
    );
    expect(Object.values(conll.id2label)).toEqual(["O", "B-PER", "I-PER"]);
    const [text, tags] = ["Ada sleeps\nBob eats\n", "B-PER O\nS-PER O\n"];
    const lines = Object.fromEntries(
      ["train", "valid", "test"].flatMap((part) => [
        [`${part}_text.txt`, text],
        [`${part}_label_true.txt`, tags],
      ]),
    );
    expect((await labelsOf(filesOf(lines, "split"))).id2label).toEqual(conll.id2label);
    const fewer = { ...lines, "valid_label_true.txt": "B-PER O\nO\n" };
    await expect(prepare(filesOf(fewer, "split"))).rejects.toThrow(
      "split/valid_label_true.txt: line 2 has 1 tags, expected 2, one for each word of split/valid_text.txt",
    );
  });

  it("names the line of what is no column file", async () => {
    const { prepare } = entities.plan({ steps: 1 });
    const refused = (text: string) =>
      expect(prepare(filesOf({ "a.conll": text }, "a.conll"))).rejects;
    await refused("Ada B-PER\nsleeps\n").toThrow(
      'a.conll: line 2 has 1 column ("sleeps"), expected 2, as the first line',
    );
    await refused("Ada\n").toThrow("a.conll: line 1 has 1 column");
    await refused("Ada PER\n").toThrow(
      'a.conll: line 1: the tag is "PER", expected O, or B- or I- and a type: B-PER',
    );
    await refused("\n\n").toThrow("a.conll is empty");
    await refused(columns("O")).toThrow("has a tag but O");
  });
});
