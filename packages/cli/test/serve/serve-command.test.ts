import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { newFolder, qkv } from "../run-qkv.ts";
import { tinyChatModel } from "./tiny-model.ts";

const folder = newFolder();
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  await tinyChatModel(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const binary = fileURLToPath(new URL("../../bin/qkv.js", import.meta.url));

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly client: OpenAI;
  readonly written: () => string;
  readonly ended: Promise<number | null>;
}

/** `qkv serve` in a process of its own, once it listens. */
async function served(...args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [binary, "serve", "--port", "0", ...args], { cwd: folder });
  onTestFinished(() => void child.kill("SIGKILL"));
  let written = "";
  const ended = once(child, "close").then(([code]) => code as number | null);
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => {
        written += part;
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(written);
        if (found && written.includes("models:")) resolve(found[0]);
      });
    void ended.then(() => reject(new Error(written)));
  });
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "key-of-a-test", maxRetries: 0 });
  return { child, url, client, written: () => written, ended };
}

const messages = [{ role: "user" as const, content: "a secret question" }];
const asked = { model: "tiny", messages, temperature: 0 };

test("SIGTERM: what has begun is answered, nothing new is taken, and the end is 0", async () => {
  const { child, url, client, ended } = await served("--model", "tiny");
  const stream = await client.chat.completions.create({ ...asked, max_tokens: 300, stream: true });
  let [tokens, reason] = [0, ""];
  for await (const { choices } of stream) {
    if (tokens++ === 2) child.kill("SIGTERM");
    reason = choices[0]?.finish_reason ?? reason;
  }
  expect(["length", "stop"]).toContain(reason);
  expect(await ended).toBe(0);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});

test("a second signal ends it at once", async () => {
  const { child, client, ended } = await served("--model", "tiny");
  const stream = await client.chat.completions.create({ ...asked, max_tokens: 450, stream: true });
  const reading = (async () => {
    for await (const _ of stream);
  })();
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGTERM"), 300);
  const [code] = await Promise.all([ended, reading.catch(() => {})]);
  expect([0, 143]).toContain(code); // 0 where the answer was whole by then
});

describe("what people write", () => {
  test("is written down nowhere", async () => {
    const { client, written } = await served("--model", "tiny");
    const answer = await client.chat.completions.create({ ...asked, max_tokens: 8, seed: 1 });
    await client.completions
      .create({ model: "tiny", prompt: "a secret", max_tokens: -1 })
      .catch(() => {});
    expect(answer.choices).toHaveLength(1);
    expect(written()).not.toContain("secret");
  });

  test("is a line of JSON with --log-requests, with its answer", async () => {
    const { client, written, child, ended } = await served("--model", "tiny", "--log-requests");
    const answer = await client.chat.completions.create({ ...asked, max_tokens: 8, seed: 1 });
    child.kill("SIGTERM");
    await ended;
    const line =
      written()
        .split("\n")
        .find((one) => one.startsWith("{")) ?? "";
    const entry = JSON.parse(line) as Record<string, unknown>;
    expect(entry).toMatchObject({ method: "POST", route: "/v1/chat/completions", status: 200 });
    expect(entry.request).toMatchObject({ messages });
    expect(entry.response).toMatchObject({ choices: [{ message: answer.choices[0]!.message }] });
  });
});

test("keys out of a file; a warning tells what another host means", async () => {
  writeFileSync(at("keys.txt"), "# ours\nkey-of-a-test\n\n");
  const { client, url, written } = await served(
    ...["--model", "NAME.1=tiny", "--api-key-file", "keys.txt", "--host", "0.0.0.0"],
  );
  expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["NAME.1"]);
  expect((await fetch(`${url}/v1/models`)).status).toBe(401);
  expect(written()).toMatch(/warning: --host 0\.0\.0\.0: every machine that reaches/);
  expect(written()).not.toContain("key-of-a-test");
});

test("what it cannot do is said in a line", async () => {
  writeFileSync(at("empty.txt"), "# none\n");
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const cases: readonly (readonly [readonly string[], number, string])[] = [
    [[], 2, "--model is missing"],
    [["--model", "nothing"], 1, "nothing"],
    [["--model", "tiny", "--model", "tiny"], 2, "--model gives tiny twice"],
    [["--model", "a b=tiny"], 2, "expected DIR, or NAME=DIR"],
    [["--model", "tiny", "--port", "70000"], 2, "--port"],
    [["--model", "tiny", "--port", String(port)], 1, "another program listens to this port"],
    [["--model", "tiny", "--api-key-file", "empty.txt"], 1, "empty.txt has no keys"],
    [["--model", "tiny", "--api-key-file", "none.txt"], 1, "none.txt: there is no such file"],
    [["--model", "tiny", "--cors-origin", "example.org"], 1, "expected an origin such as"],
    [["--model", "tiny", "--dtype", "float16", "--quantize", "int8"], 2, "expected one of them"],
  ];
  const outcomes = await Promise.all(
    cases.map(([args]) => qkv(["serve", ...args], { cwd: folder })),
  );
  for (const [i, [args, code, message]] of cases.entries()) {
    const { stderr, stdout } = outcomes[i]!;
    expect([outcomes[i]!.code, stdout], `${args.join(" ")}: ${stderr}`).toEqual([code, ""]);
    expect(stderr).toContain(message);
  }
});
