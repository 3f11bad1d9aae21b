import { describe, expect, it } from "vitest";
import { copyWeights } from "../../src/applications/best-weights.ts";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { chatTokenizer } from "../../src/applications/instructions/chat-tokenizer.ts";
import { packed } from "../../src/applications/instructions/dialogue-batches.ts";
import { encodeDialogue } from "../../src/applications/instructions/encode-dialogue.ts";
import { madeDialogues } from "../../src/applications/instructions/made-dialogues.ts";
import { tokenizerOf } from "../../src/applications/text-tokenizer.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import { textRecipe } from "../../src/recipes/text/text-recipe.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";

const { instructions } = applications;

const fileOf = (text: string): DataFiles => ({
  ...{ source: "chats.jsonl", names: ["chats.jsonl"] },
  read: async () => new TextEncoder().encode(text),
});

const { training } = madeDialogues(1, 300);
const dialogue = (question: string, answer: string) =>
  JSON.stringify({
    messages: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  });

/** The folder of a model that has learnt a text character by character, and one step at that. */
async function textFolder(context = 64) {
  const text = "how old are you? i am ten. ".repeat(40);
  const plan = textRecipe.plan({
    ...{ preset: "tiny", layers: 1, heads: 2, dModel: 16, context, batch: 2, steps: 1 },
  });
  const prepared = plan.prepare({ text, source: "text.txt", sha256: "" });
  const run = prepared.start();
  const files = new Map([...prepared.files(), ...(await run.modelFiles())]);
  run.dispose();
  return filesInMemory(files, "text");
}

const named = {
  messages: [
    { role: "user", content: "My name is Ada." },
    { role: "assistant", content: "Hello Ada!" },
    { role: "user", content: "What is my name?" },
    { role: "assistant", content: "Your name is Ada." },
  ],
} as const;

describe("instructions", () => {
  it("learns what the assistant says, and its folder answers a chat by a pipeline", async () => {
    const given = {
      steps: 60,
      evalEvery: 60,
      dModel: 32,
      batch: 32,
      context: 128,
      lr: 8e-3,
      dialogues: 600,
    };
    const ready = await instructions.plan(given).prepare();
    manualSeed(1);
    const run = ready.start();
    await run.fit({ steps: 60 });
    await run.heldOut.atTheEnd();
    expect(run.heldOut.score!.loss).toBeLessThan(2); // an untrained model has 6.1, the logarithm of the vocabulary
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();
    const loaded = await fromPretrained(filesInMemory(files, "run"));
    const answer = await pipeline("text-generation", loaded);
    const chat = [{ role: "user", content: "My name is Ben." }];
    const [said] = [await answer(chat, { doSample: false, maxNewTokens: 8 })].flat();
    expect((said!.generated_text as readonly unknown[]).length).toBe(2);
    loaded.model.dispose();
  });

  it("masks what others say, in every turn, and the template's own marks", async () => {
    const tokenizer = tokenizerOf({ files: await chatTokenizer(training, 400) });
    const { ids, learnt, from } = encodeDialogue(tokenizer, named, 128);
    const text = (kept: boolean) => tokenizer.decode(ids.filter((_, i) => learnt[i] === kept));
    expect(text(true)).toBe("Hello Ada!<|end|>Your name is Ada.<|end|>");
    expect(text(false)).toBe(
      "<|user|>My name is Ada.<|end|><|assistant|><|user|>What is my name?<|end|><|assistant|>",
    );
    expect(tokenizer.decode(ids.slice(from))).toBe("Your name is Ada.<|end|>");
    const whole = tokenizer.applyChatTemplate(named.messages).text;
    expect(ids).toEqual([...tokenizer.encode(whole)]);
    expect(() => encodeDialogue(tokenizer, named, 10)).toThrow("expected at most 10");
  });

  it("packs dialogues into rows in their order, and loses none", async () => {
    const tokenizer = tokenizerOf({ files: await chatTokenizer(training, 400) });
    const some = training.slice(0, 40).map((one) => encodeDialogue(tokenizer, one, 128));
    const rows = packed(some, 128);
    expect(rows.length).toBeLessThan(30);
    expect(Math.max(...rows.map(({ ids }) => ids.length))).toBeLessThanOrEqual(128);
    expect(rows.flatMap(({ ids }) => ids)).toEqual(some.flatMap(({ ids }) => ids));
    expect(rows.flatMap(({ learnt }) => learnt)).toEqual(some.flatMap(({ learnt }) => learnt));
  });

  it("reads dialogues of a file, and names lines that are none", async () => {
    const line = (i: number) =>
      JSON.stringify({
        messages: [
          { role: "user", content: `${i}?` },
          { role: "assistant", content: `${i}!` },
        ],
      });
    const lines = Array.from({ length: 20 }, (_, i) => line(i)).join("\n");
    const { prepare } = instructions.plan({ steps: 1, dModel: 16, packing: true });
    expect((await prepare(fileOf(lines))).shape).toContain("width 16");
    await expect(prepare(fileOf(`${lines}\n{"messages": 3}`))).rejects.toThrow(
      "chats.jsonl: line 21: messages is 3, expected a list of messages",
    );
    await expect(prepare(fileOf(`${lines}\nhello`))).rejects.toThrow("line 21 is no JSON");
    const open = '{"messages": [{"role": "user", "content": "a"}]}';
    await expect(prepare(fileOf(`${lines}\n${open}`))).rejects.toThrow(
      "the last message of messages is the user's, expected the assistant's",
    );
  });

  it("starts from a model of texts, by adapters, and goes on to the bit", async () => {
    const base = await textFolder();
    const lines = Array.from({ length: 20 }, (_, i) =>
      dialogue(`how old ${"a".repeat(i)}?`, "i am ten."),
    );
    const data = fileOf(lines.join("\n"));
    const given = { from: "text", lora: 2, steps: 4, evalEvery: 2, batch: 4, lr: 1e-2 };
    const ready = await instructions.plan(given).prepare(data, { base });
    expect(ready.shape).toContain("width 16, adapters of rank 2, from text");
    manualSeed(1);
    const run = ready.start();
    await run.fit({ steps: 2 });
    const half = await run.save();
    await run.fit({ steps: 4 });
    const trained = await run.modelFiles();
    const files = new Map([...ready.files(), ...trained]);
    run.dispose();

    // Characters keep their ids and the marks come behind them; the weights in front of which adapters are stay to the bit.
    const [old, now] = [await fromPretrained(base), await fromPretrained(filesInMemory(files, ""))];
    expect([...now.tokenizer!.encode("old")]).toEqual([...old.tokenizer!.encode("old")]);
    const known = old.tokenizer!.vocabSize;
    expect([...now.tokenizer!.encode("<|user|>old<|end|>")].slice(-1)).toEqual([known]);
    const first = readSafetensors(half).tensors;
    for (const [name, one] of await copyWeights(old.model)) {
      if (name.includes("wte")) continue; // grew by the marks, and learns whole beside the adapters
      expect(first.get(`model.${name}`)!.values).toEqual(one.values);
    }
    const grown = first.get("model.transformer.wte.weight")!;
    expect(grown.shape[0]).toBe(known + 4);
    const merged = readSafetensors(files.get("model.safetensors")!).tensors;
    const name = "transformer.h.0.attn.c_attn.weight";
    expect(merged.get(name)!.values).not.toEqual(
      readSafetensors((await base.read("model.safetensors"))!).tensors.get(name)!.values,
    );
    const config = JSON.parse(new TextDecoder().decode(files.get("adapter/adapter_config.json")));
    expect(config).toMatchObject({ r: 2, base_model_name_or_path: "text" });
    for (const { model } of [old, now]) model.dispose();

    const folder = filesInMemory(files, "run");
    const resumed = (await (await instructions.resume(folder, {})).prepare(data)).start();
    resumed.restore(half);
    await resumed.fit({ steps: 4 });
    expect(await resumed.modelFiles()).toEqual(trained);
    resumed.dispose();
    using opened = await instructions.open(folder);
    expect((await opened.score(data, { part: "test" })).loss).toBeGreaterThan(0);
  });

  it("refuses what a model to start from cannot be or learn", async () => {
    expect(() => instructions.plan({ lora: 4 })).toThrow("name its folder by from");
    expect(() => instructions.plan({ from: "text", layers: 3 })).toThrow("decides it");
    const { prepare } = instructions.plan({ from: "text", steps: 1 });
    const known = Array.from({ length: 20 }, (_, i) => dialogue("a".repeat(i + 1), "old"));
    const start = async (more: string) =>
      (await prepare(fileOf([...known, more].join("\n")), { base: await textFolder() })).start();
    await expect(start(dialogue("\u00e9t\u00e9", "old"))).rejects.toThrow(
      'the tokenizer has no token for "\u00e9" in the dialogue',
    );
    await expect(start(dialogue("a".repeat(70), "old"))).rejects.toThrow("expected at most 64");
  });
});
