import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { madePreferences } from "../../src/applications/preferences/made-preferences.ts";
import { preferenceLines } from "../../src/applications/preferences/preference.ts";
import {
  answerLogProbabilities,
  asCompared,
  type PreferenceLossOptions,
  preferenceLoss,
} from "../../src/applications/preferences/preference-loss.ts";
import { divergence } from "../../src/applications/preferences/score-preferences.ts";
import { manualSeed, tensor } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { folderWithin } from "../../src/model-folder/folder-within.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";

const { preferences } = applications;

const fileOf = (text: string): DataFiles => ({
  ...{ source: "pairs.jsonl", names: ["pairs.jsonl"] },
  read: async () => new TextEncoder().encode(text),
});

const tiny = { dModel: 48, heads: 4, layers: 1, batch: 12, evalEvery: 22, pairs: 240, lr: 1e-2 };

describe("preferences", () => {
  it("makes the chosen answers the likelier ones, and says how far it went for it", async () => {
    const plan = preferences.plan({ ...tiny, steps: 22, firstSteps: 30, beta: 0.1 });
    const ready = await plan.prepare();
    expect(ready.shape).toBe("decoder of 1 layers, 4 heads, width 48");
    manualSeed(1);
    const run = ready.start();
    await run.fit({ steps: 22 });
    await run.heldOut.atTheEnd();
    const { preferred, preferredBefore, rewarded, drift, margin } = run.heldOut.score!.figures!;
    expect(preferredBefore).toBeGreaterThan(0.25);
    expect(preferredBefore).toBeLessThan(0.75);
    expect(preferred).toBeGreaterThan(0.8); // a model that knows no preference has about a half
    expect(rewarded).toBeGreaterThan(0.8);
    expect(margin).toBeGreaterThan(0.1);
    expect(drift).toBeGreaterThan(0.001);

    const saved = await run.save();
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();
    const folder = filesInMemory(files, "run");
    const start = await fromPretrained(folderWithin(folder, "reference"));
    const loaded = await fromPretrained(folder);
    const answer = await pipeline("text-generation", loaded);
    const chat = [{ role: "user", content: "My name is Ben." }];
    const [said] = [await answer(chat, { doSample: false, maxNewTokens: 8 })].flat();
    expect((said!.generated_text as readonly unknown[]).length).toBe(2);
    start.model.dispose();
    loaded.model.dispose();

    // The folder alone has what it is measured against.
    using opened = await preferences.open(folder);
    const again = await opened.score(undefined, { part: "validation" });
    expect(again.figures!.preferredBefore).toBe(preferredBefore);
    expect(again.figures!.drift).toBeCloseTo(drift!, 3);
    const resumed = (await (await preferences.resume(folder, { steps: 23 })).prepare()).start();
    resumed.restore(saved);
    await resumed.fit({ steps: 23 });
    await resumed.heldOut.atTheEnd();
    expect(resumed.heldOut.score!.figures!.preferredBefore).toBe(preferredBefore);
    resumed.dispose();
  });

  it("makes pairs of which the chosen answer follows from the prompt, each prompt once", () => {
    const { training, validation, test } = madePreferences(1, 300);
    const all = [...training, ...validation, ...test];
    expect(new Set(all.map(preferenceLines.keyOf)).size).toBe(300);
    for (const { prompt, chosen, rejected } of all) {
      const formal = prompt.at(-1)!.content.startsWith("My name is");
      expect([chosen, rejected].map((one) => one.startsWith("Good day"))).toEqual([
        formal,
        !formal,
      ]);
    }
  });

  it("reads preferences as TRL writes them, and names lines that are none", () => {
    const prompt = [{ role: "user", content: "a?" }] as const;
    const said = (content: string) => [{ role: "assistant", content }];
    const expected = { prompt, chosen: "b", rejected: "c" };
    const read = (...lines: unknown[]) =>
      preferenceLines.parse(lines.map((line) => JSON.stringify(line)).join("\n"), "pairs.jsonl");
    const good = { prompt: "a?", chosen: "b", rejected: "c" };
    expect(
      read(...[good, { ...good, score: 3 }, { prompt, chosen: said("b"), rejected: said("c") }], {
        chosen: [...prompt, ...said("b")],
        rejected: [...prompt, ...said("c")],
      }),
    ).toEqual([expected, expected, expected, expected]);
    const wrong: readonly (readonly [object, string])[] = [
      [{ ...good, chosen: 3 }, "line 2: chosen is 3, expected a text or a list of messages"],
      [{ prompt: "a?", chosen: "b" }, "line 2: rejected is missing"],
      [{ chosen: "b", rejected: "c" }, "line 2: prompt is missing"],
      [{ ...good, rejected: "b" }, 'line 2: chosen and rejected are the same, "b"'],
      [{ ...good, prompt: said("x") }, "the last message of the prompt is the assistant's"],
      [{ ...good, chosen: prompt }, "behind the prompt chosen has messages of user, expected one"],
    ];
    for (const [line, message] of wrong) expect(() => read(good, line)).toThrow(message);
    expect(() => preferenceLines.parse("hello", "pairs.jsonl")).toThrow("line 1 is no JSON");
  });

  it("learns from a file, and refuses what does not go together", async () => {
    const lines = Array.from({ length: 30 }, (_, i) =>
      JSON.stringify({ prompt: `${i}?`, chosen: `${i}!`, rejected: "no" }),
    );
    const plan = preferences.plan({ ...tiny, firstSteps: 1, loss: "ipo", steps: 1, seed: 3 });
    const ready = await plan.prepare(fileOf(lines.join("\n")));
    const run = ready.start();
    await run.fit({ steps: 1 });
    run.dispose();
    // Before the first step there is no margin: ln 2, and with --rpo-alpha what the chosen answers cost beside.
    const lossWith = async (rpoAlpha: number): Promise<number> => {
      const started = await preferences
        .plan({ ...tiny, firstSteps: 1, steps: 1, rpoAlpha })
        .prepare(fileOf(lines.join("\n")));
      using one = started.start();
      return (await one.fit({ steps: 1 })).records[0]!.loss;
    };
    expect(await lossWith(0)).toBeCloseTo(Math.LN2, 5);
    expect(await lossWith(1)).toBeGreaterThan(Math.LN2 + 1);
    expect(() => preferences.plan({ loss: "ipo", labelSmoothing: 0.1 })).toThrow(
      "expected 0 with the loss ipo",
    );
    expect(() => preferences.plan({ from: "dir", layers: 3 })).toThrow("decides it; leave it out");
    await expect(preferences.plan({ from: "dir" }).prepare()).rejects.toThrow("expected its files");
  });
});

interface Golden {
  readonly shape: readonly [number, number, number];
  readonly policy: readonly number[];
  readonly reference: readonly number[];
  readonly targets: readonly number[];
  readonly logProbabilities: readonly number[];
  readonly divergence: number;
  readonly cases: readonly (PreferenceLossOptions & { loss: number; gradient: number[] })[];
}

describe("preferenceLoss", () => {
  const golden: Golden = JSON.parse(
    readFileSync(new URL("preference-loss.json", import.meta.url), "utf8"),
  );
  const { shape, targets: ids } = golden;
  const counts = Array.from({ length: shape[0] }, (_, row) =>
    ids.slice(row * shape[1], (row + 1) * shape[1]).filter((id) => id >= 0),
  );
  const targets = () => tensor(ids, { dtype: "int32", shape: shape.slice(0, 2) });
  const inverse = () => tensor(counts.map(({ length }) => 1 / length));

  it.each(golden.cases)("$variant, beta $beta: value and gradient as PyTorch's", async (given) => {
    const { loss: expected, gradient, ...options } = given;
    const logits = tensor(golden.policy, { shape: [...shape] }).requiresGrad_();
    const before = tensor(golden.reference, { shape: [...shape] });
    const compared = (one: typeof logits) =>
      asCompared(answerLogProbabilities(one, targets()), inverse(), options);
    const loss = preferenceLoss(compared(logits), compared(before), options);
    expect((await loss.data())[0]).toBeCloseTo(expected, 5);
    loss.backward();
    const own = await logits.grad!.data();
    for (const [i, value] of gradient.entries()) expect(own[i]).toBeCloseTo(value, 5);
  });

  it("takes the divergence from the reference over the vocabulary, at answers alone", async () => {
    const [now, before] = [golden.policy, golden.reference].map((one) =>
      tensor(one, { shape: [...shape] }).slice(0, 0, shape[0] / 2),
    );
    const some = targets().slice(0, 0, shape[0] / 2);
    expect((await divergence(now!, before!, some).data())[0]).toBeCloseTo(golden.divergence, 4);
    const all = await answerLogProbabilities(
      tensor(golden.policy, { shape: [...shape] }),
      targets(),
    ).data();
    for (const [i, value] of golden.logProbabilities.entries())
      expect(all[i]).toBeCloseTo(value, 4);
  });
});
