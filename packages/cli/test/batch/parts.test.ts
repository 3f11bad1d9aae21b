import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answerGroups } from "../../src/batch/answer-groups.ts";
import { answerInProcess } from "../../src/batch/answer-in-process.ts";
import { type Answer, expectAnswers, type ShardWork } from "../../src/batch/answers.ts";
import { readBatchInputs } from "../../src/batch/batch-inputs.ts";
import { batchTaskNamed } from "../../src/batch/batch-task.ts";
import { readManifest, shardsOf } from "../../src/batch/manifest.ts";
import { batch } from "../../src/commands/batch.ts";
import { ProcessEndedError } from "../../src/work-queue/compute-process.ts";
import { drain } from "../../src/work-queue/drain.ts";
import { LocalQueue } from "../../src/work-queue/local-queue.ts";
import { redisAddress } from "../../src/work-queue/queue-option.ts";
import type { Job } from "../../src/work-queue/work-queue.ts";
import { temporaryFolder } from "../run-qkv.ts";
import { golden } from "./batches.ts";

const plan = { task: "score", settings: {}, model: "m", fingerprint: "f", batchSize: 4 };
const work = (count: number, more: Partial<ShardWork> = {}): ShardWork => ({
  ...{ plan, alone: false, retries: 2 },
  inputs: Array.from({ length: count }, (_, index) => ({ index, input: `text ${index}` })),
  ...more,
});
const indexes = (some: readonly { readonly index: number }[]) => some.map(({ index }) => index);

describe("answers", () => {
  async function all(shard: ShardWork, compute: Parameters<typeof answerGroups>[1]) {
    const answers: Answer[] = [];
    for await (const some of answerGroups(shard, compute)) answers.push(...some);
    return answers;
  }

  test("groups follow from the places of inputs, however shards are cut", async () => {
    const seen: (readonly number[])[] = [];
    const compute = async (group: ShardWork["inputs"]) => {
      seen.push(indexes(group));
      return group;
    };
    const { inputs } = work(10);
    await all(work(10, { inputs: inputs.slice(0, 8) }), compute);
    await all(work(10, { inputs: inputs.slice(8) }), compute);
    const cut = seen.splice(0);
    await all(work(10), compute);
    expect(seen).toEqual(cut);
    expect(seen).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });

  test("one that fails is found, tried again where that may help, and costs the others nothing", async () => {
    const tries = new Map<number, number>();
    const compute = async (group: ShardWork["inputs"]) => {
      for (const { index } of group) {
        tries.set(index, (tries.get(index) ?? 0) + 1);
        if (index === 1) throw new RangeError("too long");
        if (index === 2) throw new Error("bad luck");
        if (index === 6 && tries.get(6)! < 3) throw new Error("once");
      }
      return group.map(({ index }) => 10 * index);
    };
    const answers = await all(work(8), compute);
    const failed = answers.filter((one) => "failed" in one);
    expect(failed).toEqual([
      { index: 1, failed: ["too long"] },
      { index: 2, failed: Array(3).fill(expect.stringContaining("bad luck")) },
    ]);
    expect(indexes(answers)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(answers[6]).toEqual({ index: 6, result: 60 });
  });

  test("a process that ends at an input is begun again, and the input found", async () => {
    let starts = 0;
    const process = {
      async run(request: object, onPart: (part: unknown) => void) {
        starts++;
        onPart([]);
        const shard = (request as { work: ShardWork }).work;
        const compute = async (group: ShardWork["inputs"]) => {
          if (indexes(group).includes(5)) throw new ProcessEndedError("it ended");
          return group;
        };
        const group = answerGroups(shard, compute, undefined);
        try {
          for await (const some of group) {
            if (some.some((one) => "failed" in one)) throw new ProcessEndedError("it ended");
            onPart(some);
          }
        } catch (error) {
          throw error instanceof ProcessEndedError ? error : new ProcessEndedError("it ended");
        }
      },
    };
    const answers = await answerInProcess(process, work(12), {});
    expect(indexes(answers).toSorted((a, b) => a - b)).toEqual([...Array(12).keys()]);
    expect(answers.filter((one) => "failed" in one)).toEqual([
      { index: 5, failed: Array(5).fill("it ended") },
    ]);
    expect(starts).toBeGreaterThan(4);
  });

  test("a process that never has the model fails as a whole", async () => {
    const process = {
      run: async () => {
        throw new ProcessEndedError("it ended");
      },
    };
    await expect(answerInProcess(process, work(3), {})).rejects.toThrow("before it had the model");
  });

  test.each<[unknown, RegExp]>([
    [undefined, /left 2 of 2 inputs/],
    [[{ index: 0, result: 1 }], /left 1 of 2/],
    [
      [
        { index: 0, result: 1 },
        { index: 0, result: 1 },
      ],
      /answered \{"index":0/,
    ],
    [[{ index: 7, result: 1 }], /answered \{"index":7/],
    [[{ index: 0 }, { index: 1, result: 1 }], /answered \{"index":0\}/],
    [[{ index: 0, failed: "no" }], /answered/],
  ])("of a worker that are %j are refused", (value, message) => {
    expect(() => expectAnswers(value, work(2).inputs)).toThrow(message);
  });
});

describe("a queue", () => {
  async function* jobs(count: number): AsyncGenerator<Job> {
    for (let i = 0; i < count; i++) yield { key: `${i}`, kind: "test", work: i };
  }
  const never = new AbortController().signal;

  test("does each job once, in order, also those that fail", async () => {
    await using queue = new LocalQueue(async ({ work: i }) => {
      if (i === 2) throw new RangeError("no");
      return i;
    });
    const settled: unknown[] = [];
    await drain(queue, jobs(4), {
      signal: never,
      onSettled: async (one) => void settled.push(one),
    });
    expect(settled).toEqual([
      { key: "0", value: 0 },
      { key: "1", value: 1 },
      { key: "2", failure: "no" },
      { key: "3", value: 3 },
    ]);
  });

  test("hands nothing out while it is paused, and takes back what nobody has begun", async () => {
    const done: string[] = [];
    let [asked, paused] = [0, true];
    await using queue = new LocalQueue(async ({ key }) => done.push(key), 3);
    await drain(queue, jobs(5), {
      signal: never,
      isPaused: () => {
        if (++asked > 2) paused = false;
        else expect(done).toEqual([]);
        return paused;
      },
      onSettled: async () => {},
    });
    expect(done.toSorted()).toEqual(["0", "1", "2", "3", "4"]);
    await queue.add({ key: "9", kind: "test", work: 9 });
    expect(await queue.withdraw()).toEqual(["9"]);
  });

  test("stops for a signal, and keeps what is settled", async () => {
    const controller = new AbortController();
    const settled: string[] = [];
    await using queue = new LocalQueue(async () => 1);
    await drain(queue, jobs(5), {
      signal: controller.signal,
      onSettled: async ({ key }) => {
        settled.push(key);
        if (key === "1") controller.abort();
      },
    });
    expect(settled).toEqual(["0", "1"]);
  });
});

describe("inputs", () => {
  const folder = temporaryFolder;
  const read = async (
    name: string,
    text: string,
    { task = "classify", column }: { readonly task?: string; readonly column?: string } = {},
  ) => {
    const path = join(folder(), name);
    writeFileSync(path, text);
    const chosen = batchTaskNamed(task).forModel(undefined, {});
    return (await readBatchInputs([path], column, chosen)).inputs;
  };

  test("are lines, fields of records, parts of records, and values", async () => {
    expect(await read("a.txt", "one\r\n\n two\n")).toEqual([{ input: "one" }, { input: " two" }]);
    expect(await read("a.jsonl", '"one"\n{"id":7,"text":"two","x":1}\n')).toEqual([
      { input: "one" },
      { id: 7, input: "two" },
    ]);
    const pair = '{"text":"a","pair":"b","label":1}\n';
    expect(await read("a.jsonl", pair)).toEqual([{ input: { text: "a", pair: "b" } }]);
    expect(await read("a.jsonl", pair, { column: "pair" })).toEqual([{ input: "b" }]);
    expect(await read("a.csv", 'id,text\n1,"a, b"\n')).toEqual([{ id: "1", input: "a, b" }]);
    expect(await read("a.tsv", "body\tx\nwhat\ty\n", { column: "body" })).toEqual([
      { input: "what" },
    ]);
    const chat = '{"messages":[{"role":"user","content":"Hi"}]}\n';
    expect(await read("a.jsonl", chat, { task: "generate" })).toEqual([
      { input: [{ role: "user", content: "Hi" }] },
    ]);
    expect(await read("a.jsonl", '{"source":"a","target":"b"}\n', { task: "score" })).toEqual([
      { input: { source: "a", target: "b" } },
    ]);
  });

  test("of pictures are paths beside the file that names them, or files", async () => {
    const path = folder();
    mkdirSync(join(path, "in"));
    writeFileSync(join(path, "in", "list.csv"), "path,label\na.png,1\n");
    writeFileSync(join(path, "in", "b.png"), "");
    const chosen = batchTaskNamed("image-classification").forModel(undefined, {});
    const given = [join(path, "in", "list.csv"), join(path, "in", "*.png")];
    const { inputs } = await readBatchInputs(given, undefined, chosen);
    expect(inputs).toEqual([
      { input: join(path, "in", "a.png") },
      { id: "b.png", input: join(path, "in", "b.png") },
    ]);
  });

  test.each<[string, string, string | undefined, RegExp]>([
    ["a.jsonl", '{"text":1', undefined, /a.jsonl: line 1 is no JSON/],
    [
      "a.jsonl",
      '{"body":"x","id":1}',
      undefined,
      /line 1 has "body", "id", expected "text".*--column/,
    ],
    ["a.csv", "a,b\n1,2\n", "text", /line 2 has "a", "b", expected "text"/],
    ["a.csv", "a,b\n1\n", undefined, /line 2 has 1 columns, expected 2/],
    ["a.txt", "\n\n", undefined, /has no inputs, expected at least one/],
    ["a.jsonl", "5\n", undefined, /line 1 is 5, expected a text/],
  ])("%s with %j is refused", async (name, text, column, message) => {
    await expect(read(name, text, column === undefined ? {} : { column })).rejects.toThrow(message);
  });
});

describe("a manifest", () => {
  const inputs = Array.from({ length: 10 }, (_, i) => ({ input: i }));

  test("has shards of whole groups, called by what is in them", () => {
    const shards = shardsOf(plan, inputs, 5);
    expect(shards.map(({ from, inputs: count }) => [from, count])).toEqual([
      [0, 8],
      [8, 2],
    ]);
    expect(shardsOf(plan, inputs, 8)).toEqual(shards);
    const other = inputs.with(9, { input: 0 });
    const changed = shardsOf(plan, other, 5);
    expect(changed[0]).toEqual(shards[0]);
    expect(changed[1]!.hash).not.toBe(shards[1]!.hash);
    expect(shardsOf({ ...plan, fingerprint: "g" }, inputs, 5)[0]!.hash).not.toBe(shards[0]!.hash);
  });

  test.each<[string, object | string, RegExp]>([
    ["no JSON", "{", /no JSON/],
    ["another format", { format: "x" }, /format is "x"/],
    ["a path for a name", { shards: [{ hash: "../x", from: 0, inputs: 10 }] }, /a shard is/],
    ["too few inputs", { inputs: 11 }, /10 inputs, expected 11/],
  ])("with %s is refused", (_, changed, message) => {
    const shards = shardsOf(plan, inputs, 5);
    const whole = { format: "qkv batch 1", plan, asked: "x", files: [], inputs: 10, shards };
    const text = typeof changed === "string" ? changed : JSON.stringify({ ...whole, ...changed });
    expect(() => readManifest(text, "manifest.json")).toThrow(message);
  });
});

describe("the address of a queue", () => {
  test("has host, port, database, and names that nobody is shown", () => {
    expect(redisAddress("redis://10.0.0.5")).toMatchObject({ host: "10.0.0.5", port: 6379, db: 0 });
    const secret = redisAddress("rediss://me:p%40ss@[::1]:7000/2");
    expect(secret).toMatchObject({ host: "::1", port: 7000, db: 2, username: "me", tls: {} });
    expect(secret.password).toBe("p@ss");
    expect(secret.shown).toBe("rediss://[::1]:7000/2");
  });

  test.each(["redis", "http://x", "redis://", "redis://x/y", "redis://x?a=1"])(
    "%s is none",
    (text) => {
      expect(() => redisAddress(text)).toThrow(/--queue is .*expected local, or redis:/);
    },
  );
});

test.concurrent.each<[readonly string[], RegExp]>([
  [[], /--output is missing/],
  [["--output", "x", "--task", "clasify"], /--task is "clasify", expected generate/],
  [["status", "--output", "nowhere"], /nowhere has no manifest.json/],
  [["worker"], /--queue is missing, expected the Redis server/],
  [["worker", "--queue", "local"], /--queue is local, expected the Redis server/],
  [
    ["worker", "--queue", "redis://:secret@127.0.0.1:1"],
    /^no Redis server answers at redis:\/\/127.0.0.1:1 \(ECONNREFUSED\)/,
  ],
])("qkv batch %j is refused", async (args, message) => {
  await expect(batch.run(args)).rejects.toThrow(message);
});

test("a model that does not fit, and options of another task, are refused", async () => {
  const output = join(temporaryFolder(), "out");
  const common = ["--output", output, "--input", "x.txt"];
  const generate = ["--task", "generate", "--model", golden("bert-mask"), ...common];
  await expect(batch.run(generate)).rejects.toThrow(/--task generate: .*BertForMaskedLM/);
  const t5 = ["--task", "generate", "--model", golden("t5-words"), ...common];
  await expect(batch.run([...t5, "--no-return-full-text"])).rejects.toThrow(
    /is no option of text2text-generation/,
  );
});
