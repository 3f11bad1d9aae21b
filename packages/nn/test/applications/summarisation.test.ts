import { describe, expect, it } from "vitest";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { firstWords, leadSentence } from "../../src/applications/summarisation/baselines.ts";
import { summaries } from "../../src/applications/summarisation/package-descriptions.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";

const { summarisation } = applications;

const fileOf = (text: string, source = "Translation-en"): DataFiles => ({
  ...{ source, names: [source] },
  read: async () => new TextEncoder().encode(text),
});

describe("summarisation", () => {
  it("sums up the made descriptions better than their first words do, and a pipeline opens it", async () => {
    const steps = 80;
    const ready = await summarisation.plan({ steps, evalEvery: steps, beams: 2 }).prepare();
    manualSeed(ready.settings.seed);
    const run = ready.start();
    await run.fit({ steps });
    await run.heldOut.atTheEnd();
    const figures = run.heldOut.score!.figures!;
    for (const kind of ["Rouge1", "Rouge2", "RougeL"]) {
      expect(figures[`beam${kind}`]).toBeGreaterThan(0.4);
      expect(figures[`beam${kind}`]).toBeGreaterThan(figures[`lead${kind}`]!);
      expect(figures[`beam${kind}`]).toBeGreaterThan(figures[`copy${kind}`]!);
    }
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();

    const loaded = await fromPretrained(filesInMemory(files, "run"));
    const sumUp = await pipeline("summarization", loaded);
    const [said] = [
      await sumUp("Wren is a game that teaches chess. It runs in a terminal."),
    ].flat();
    expect(said!.summary_text).toContain("(");
    loaded.model.dispose();
  });

  it("reads the descriptions of packages, paragraph by paragraph", () => {
    const { parse } = summaries([]);
    const text =
      "Package: a\nTag: x,\n y\nDescription-en: does a\n First line\n and second.\n .\n Another one.\n\n" +
      "Package: b\nDescription: short only\n\nPackage: c\nDescription: does c\n Long c.\n";
    expect(parse(text, "Translation-en")).toEqual([
      { source: "First line and second.\nAnother one.", target: "does a" },
      { source: "Long c.", target: "does c" },
    ]);
    expect(leadSentence("Uses v1.2 of it. Then more.\nEnd.")).toBe("Uses v1.2 of it.");
    expect(leadSentence("No end\nnext")).toBe("No end");
    expect(firstWords("a b  c d", 3)).toBe("a b c");
  });

  it("says what a file lacks, with its line", async () => {
    const { prepare } = summarisation.plan();
    await expect(prepare(fileOf("Package: a\nnonsense\n"))).rejects.toThrow(
      'Translation-en: line 2 is "nonsense", expected a field and its value',
    );
    await expect(prepare(fileOf("Package: a\nDescription: short\n"))).rejects.toThrow(
      "has 1 packages and no long description",
    );
  });
});
