import { describe, expect, it } from "vitest";
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

const { instructions } = applications;

const fileOf = (text: string): DataFiles => ({
  ...{ source: "chats.jsonl", names: ["chats.jsonl"] },
  read: async () => new TextEncoder().encode(text),
});

const { training } = madeDialogues(1, 300);
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
});
