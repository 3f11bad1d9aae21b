import { describe, expect, it } from "vitest";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";

const { pronunciation } = applications;

const fileOf = (text: string, source = "cmudict.0.7a"): DataFiles => ({
  ...{ source, names: [source] },
  read: async () => new TextEncoder().encode(text),
});

describe("pronunciation", () => {
  it("learns to spell the made words, and its folder is opened by a pipeline", async () => {
    const steps = 160;
    const ready = await pronunciation.plan({ steps, evalEvery: steps, beams: 1 }).prepare();
    manualSeed(ready.settings.seed);
    const run = ready.start();
    await run.fit({ steps });
    await run.heldOut.atTheEnd();
    const { wordError, phonemeError, beamWordError } = run.heldOut.score!.figures!;
    expect(wordError).toBeLessThan(0.5);
    expect(phonemeError).toBeLessThan(0.2);
    expect(beamWordError).toBe(wordError);
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();

    const loaded = await fromPretrained(filesInMemory(files, "run"));
    const say = await pipeline("text2text-generation", loaded);
    const [said] = [await say("Sheep")].flat();
    expect(said!.generated_text).toMatch(/^SH [A-Z]+1 P$/);
    loaded.model.dispose();
  });

  it("reads a dictionary; a word's ways stay in one part, and stress may be left out", async () => {
    const words = Array.from({ length: 40 }, (_, i) => {
      const word = `W${"AB"[i % 2]}${"CDEFG"[i % 5]}${i}`;
      return `${word}  W AH${i % 3} D\n${word}(1)  W OW1 ${"BDG"[i % 3]}\n`;
    });
    const text = `;;; a remark\n${words.join("")}`;
    const ready = await pronunciation.plan({ stress: false }).prepare(fileOf(text));
    const [training, validation, test] = ready.data.amounts.flat().map(({ count }) => count);
    // A tenth of the lines is four words said in two ways each.
    expect([training, validation, test]).toEqual([66, 3, 4]);
    const { vocab } = JSON.parse(
      new TextDecoder().decode(ready.files().get("tokenizer.json")),
    ).model;
    expect(Object.keys(vocab)).toContain("AH");
    expect(Object.keys(vocab)).not.toContain("AH0");
  });

  it("says which line is none", async () => {
    const { prepare } = pronunciation.plan();
    await expect(prepare(fileOf("HELLO  HH AH0 L OW1\nALONE\n"))).rejects.toThrow(
      'cmudict.0.7a: line 2 is "ALONE", expected a word and its phonemes',
    );
  });
});
