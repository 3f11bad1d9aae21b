import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Printer } from "../src/terminal/printer.ts";
import { loadText } from "../src/text-source/load-text.ts";
import { qkv, temporaryFolder } from "./run-qkv.ts";

const load = (data: string, signal = new AbortController().signal) =>
  loadText(data, { printer: new Printer({ json: true }), signal });

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/text.txt`;
}

describe("--data", () => {
  test("a file, without its byte order mark", async () => {
    const file = join(temporaryFolder(), "a.txt");
    writeFileSync(file, "\ufeffCall me Ishmael.");
    expect(await load(file)).toMatchObject({ text: "Call me Ishmael.", source: file });
  });

  test("a folder: its .txt files in the order of their names", async () => {
    const folder = temporaryFolder();
    for (const [name, text] of [
      ["b.txt", "two"],
      ["a.txt", "one"],
      ["c.md", "no"],
    ] as const)
      writeFileSync(join(folder, name), text);
    mkdirSync(join(folder, "d"));
    expect((await load(folder)).text).toBe("one\ntwo");
  });

  test("the book", async () => {
    const { text, source } = await load("book");
    expect(source).toBe("book");
    expect(text).toContain("\n\n\nLoomings.\n\nCall me Ishmael.");
    expect(text.length).toBeGreaterThan(1_200_000);
  });

  test("an address", async () => {
    const url = await serve((_, response) => response.end("The sea, the sea"));
    expect(await load(url)).toMatchObject({ text: "The sea, the sea", source: url });
  });
});

describe("an address that", () => {
  test("answers with an error", async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    await expect(load(url)).rejects.toThrow(`${url} answers 404 Not Found`);
  });

  test("announces more than is taken", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-length": 2 ** 40 });
      response.write("x");
    });
    await expect(load(url)).rejects.toThrow("has 1.00 TiB, expected at most 256.0 MiB");
  });

  test("ends too early", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("x", () => response.destroy());
    });
    await expect(load(url)).rejects.toThrow(/cannot download .*text\.txt: /);
  });

  test("nobody answers at", async () => {
    await expect(load("http://127.0.0.1:1/a.txt")).rejects.toThrow(
      /cannot download http:.*ECONNREFUSED|bad port/,
    );
  });

  test("gives a binary", async () => {
    const url = await serve((_, response) => response.end(Buffer.from([1, 0, 2])));
    await expect(load(url)).rejects.toThrow("is not text: byte 1 is zero");
  });

  test("is slow can be left with Ctrl-C", async () => {
    const url = await serve((_, response) => void response.write("The"));
    const outcome = await qkv(["train", "--data", url], {
      cwd: temporaryFolder(),
      watch: (stdout, child) =>
        void (stdout.includes("download") && !child.killed && child.kill("SIGINT")),
    });
    expect(outcome.code).toBe(130);
    expect(outcome.stdout).toContain("Stopped before the first step; nothing was saved.");
  });
});
