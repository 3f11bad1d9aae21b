import { describe, expect, it } from "vitest";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { type MaskedTokens, maskTokens } from "../../src/applications/masked-words/mask-tokens.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import { Generator } from "../../src/random/generator.ts";

const { classification, "masked-words": maskedWords } = applications;

const filesOf = (texts: Readonly<Record<string, string>>, source: string): DataFiles => ({
  ...{ source, names: Object.keys(texts) },
  read: async (name) => new TextEncoder().encode(texts[name]),
});

describe("masked-words", () => {
  it("learns made sentences, fills masks, and gives its encoder to a classification", async () => {
    const ready = await maskedWords.plan({ wholeWords: true, steps: 150 }).prepare();
    manualSeed(ready.settings.seed);
    const run = ready.start();
    await run.fit({ steps: 100 });
    await run.heldOut.atTheEnd();
    expect(run.heldOut.score!.figures!.accuracy).toBeGreaterThan(0.25); // the most frequent word is one of six
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();

    const folder = filesInMemory(files, "masked");
    const loaded = await fromPretrained(folder);
    const fill = await pipeline("fill-mask", loaded);
    const things = ["film", "soup", "book", "hotel", "song"];
    const others = ["dull", "bright", "was", "i", ","];
    const targets = [...things, ...others];
    const told = await fill("i found this [MASK] dull", { targets, topK: targets.length });
    const shareOf = (words: readonly string[]) =>
      told.flat().reduce((sum, one) => sum + (words.includes(one.token_str) ? one.score : 0), 0);
    expect(shareOf(things)).toBeGreaterThan(2 * shareOf(others));

    const plan = classification.plan({ from: "masked", steps: 30, evalEvery: 15 });
    const classifying = await plan.prepare(undefined, { base: folder });
    const started = classifying.start();
    const weight = "model.layers.0.attn.Wqkv.weight";
    expect(await started.model.stateDict().get(weight)!.data()).toEqual(
      await loaded.model.stateDict().get(weight)!.data(),
    );
    await started.fit({ steps: 15 });
    const saved = await started.save();
    const rest = new Map([...classifying.files(), ...(await started.modelFiles())]);
    started.dispose();
    loaded.model.dispose();
    // A run that goes on needs the other folder no more.
    const resumed = await (await classification.resume(filesInMemory(rest, "run"), {})).prepare();
    const going = resumed.start();
    going.restore(saved);
    await going.fit({ steps: 30 });
    expect(going.step).toBe(30);
    going.dispose();
  });

  it("refuses what the folder decides, and a folder that is not there", async () => {
    expect(() => classification.plan({ from: "masked", layers: 3 })).toThrow(
      "layers is 3, but the model in from decides it; leave it out",
    );
    await expect(classification.plan({ from: "masked" }).prepare()).rejects.toThrow(
      "from is masked, but its folder was not given",
    );
  });

  it("takes passages between empty lines, lines, and texts with labels", async () => {
    const { prepare } = maskedWords.plan({ steps: 1 });
    const amounts = async (texts: Readonly<Record<string, string>>) => {
      const { data } = await prepare(filesOf(texts, "texts"));
      return data.kind === "data" && data.amounts[0]!.map(({ count }) => count);
    };
    const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i} of ink`);
    expect(await amounts({ "a.txt": lines(10).join("\n") })).toEqual([8, 1, 1]);
    expect(await amounts({ "a.txt": lines(10).join("\nof more\n\n") })).toEqual([8, 1, 1]);
    const rows = lines(10).map((line) => `${line}\tgood`);
    expect(await amounts({ "a.txt": lines(10).join("\n"), "b.tsv": rows.join("\n") })).toEqual([
      ...[16, 2, 2],
    ]);
    await expect(prepare(filesOf({ "a.txt": " \n" }, "texts"))).rejects.toThrow("is empty");
  });
});

describe("maskTokens", () => {
  const words = Array.from({ length: 4000 }, (_, i) => (i % 100 < 99 ? i >> 1 : null));
  const ids = words.map((word, i) => (word === null ? 2 : 100 + (i % 7)));
  const masking = { share: 0.15, wholeWords: false, mask: 4, firstWord: 5, vocabSize: 1000 };
  const masked = (wholeWords: boolean): MaskedTokens =>
    maskTokens({ ids, words }, { ...masking, wholeWords }, new Generator(3));

  it.each([false, true])("chooses a share of the tokens, of whole words: %s", (wholeWords) => {
    const { ids: shown, places, targets } = masked(wholeWords);
    expect(places.length / 3960).toBeCloseTo(0.15, 1);
    expect(targets).toEqual(places.map((place) => ids[place]));
    const share = (fits: (place: number) => boolean) => places.filter(fits).length / places.length;
    expect(share((place) => shown[place] === 4)).toBeCloseTo(0.8, 1);
    expect(share((place) => shown[place] === ids[place])).toBeCloseTo(0.1, 1);
    expect(ids.every((id, i) => places.includes(i) || shown[i] === id)).toBe(true);
    expect(places.every((place) => words[place] !== null)).toBe(true);
    const alone = places.filter((place) => {
      const other = place % 2 === 0 ? place + 1 : place - 1;
      return words[other] === words[place] && !places.includes(other);
    });
    expect(alone.length === 0).toBe(wholeWords);
  });

  it("chooses something of every passage", () => {
    const one = { ids: [2, 9, 3], words: [null, 0, null] };
    const never = { ...masking, share: 1e-9 };
    expect(maskTokens(one, never, new Generator(1)).places).toEqual([1]);
  });
});
