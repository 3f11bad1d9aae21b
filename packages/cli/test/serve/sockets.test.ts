import type { Socket } from "node:net";
import type { BatchedRequest } from "@qkv/nn/generation";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { serverOf } from "./running-server.ts";
import { tinyModels } from "./tiny-models.ts";

const models = await tinyModels({ slots: 2 });

const quick = { headers: 300, request: 600 };
const chat = (more: object = {}): string =>
  JSON.stringify({
    model: "tiny",
    messages: [{ role: "user", content: "Hi" }],
    max_tokens: 3,
    temperature: 0,
    ...more,
  });
const head = (length: number | string, more = ""): string =>
  `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${more}${
    typeof length === "number" ? `content-length: ${length}\r\n` : length
  }\r\n`;
const request = (body: string, more = ""): string => head(Buffer.byteLength(body), more) + body;

/** All that comes until the other side ends. */
const received = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (part) => {
      text += part;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
const statuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));
const close = "connection: close\r\n";

describe("requests that are whole", () => {
  test("one behind the other on a connection are answered in their order", async () => {
    const { connect } = await serverOf(models);
    const socket = connect();
    const bodies = [1, 2, 3].map((max_tokens) => chat({ max_tokens }));
    socket.write(request(bodies[0]!) + request(bodies[1]!) + request(bodies[2]!, close));
    const text = await received(socket);
    expect(statuses(text)).toEqual([200, 200, 200]);
    const counts = [...text.matchAll(/"completion_tokens":(\d+)/g)].map(([, count]) =>
      Number(count),
    );
    expect(counts).toEqual([1, 2, 3]);
  });

  test("in chunks of one byte, a character apart in the middle", async () => {
    const { connect } = await serverOf(models);
    const socket = connect();
    const body = Buffer.from(chat({ messages: [{ role: "user", content: "日本語 😀" }] }));
    socket.write(head("transfer-encoding: chunked\r\n", close));
    for (const byte of body) socket.write(Buffer.from([...Buffer.from("1\r\n"), byte, 13, 10]));
    socket.write("0\r\n\r\n");
    expect(statuses(await received(socket))).toEqual([200]);
  });
});

describe("requests that are none", () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ["no HTTP", "hello there\r\n\r\n", 400],
    [
      "a giant header",
      `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
    ],
    [
      "a thousand headers",
      `GET / HTTP/1.1\r\nhost: localhost\r\n${"name: value\r\n".repeat(4000)}\r\n`,
      431,
    ],
    [
      "a length and chunks",
      `${head("content-length: 3\r\ntransfer-encoding: chunked\r\n")}1\r\na\r\n0\r\n\r\n`,
      400,
    ],
    ["a length that is none", head("content-length: x\r\n"), 400],
    ["a chunk that is none", `${head("transfer-encoding: chunked\r\n")}zz\r\n`, 400],
    ["a body that is larger than it may be", head(2 ** 30), 413],
    [
      "a body in chunks that is larger than it may be",
      `${head("transfer-encoding: chunked\r\n")}180000\r\n${"x".repeat(0x180000)}\r\n`,
      413,
    ],
    ["no host", `GET /health HTTP/1.1\r\n${close}\r\n`, 400],
    ["a host that is none", `GET /health HTTP/1.1\r\nhost: a b@c\r\n${close}\r\n`, 400],
    ["another host", `GET /v1/models HTTP/1.1\r\nhost: evil.example:80\r\n${close}\r\n`, 403],
    [
      "another host, whose name begins like ours",
      `GET / HTTP/1.1\r\nhost: localhost.evil.example\r\n${close}\r\n`,
      403,
    ],
    ["an address that is none", `GET http://[ HTTP/1.1\r\nhost: localhost\r\n${close}\r\n`, 400],
  ];
  test.each(cases)("%s", async (_, bytes, status) => {
    const { connect } = await serverOf(models);
    const socket = connect();
    socket.write(bytes);
    const text = await received(socket);
    expect(statuses(text)).toEqual([status]);
    expect(text, "in OpenAI's form").toContain('{"error":{"message":');
  });

  test("an own name or address is a host", async () => {
    const { connect } = await serverOf(models);
    for (const host of ["LOCALHOST:1", "127.0.0.1", "127.9.9.9:5", "[::1]:8000", "app.localhost"]) {
      const socket = connect();
      socket.write(`GET /health HTTP/1.1\r\nhost: ${host}\r\n${close}\r\n`);
      expect([host, statuses(await received(socket))]).toEqual([host, [200]]);
    }
  });
});

describe("clients that keep others waiting", () => {
  test("half a head, half a body: 408, and the connection ends", async () => {
    const { connect } = await serverOf(models, { patience: quick });
    const [a, b] = [connect(), connect()];
    a.write("GET / HTTP/1.1\r\nhost: local");
    b.write(`${head(1000)}{"model"`);
    const [first, second] = await Promise.all([received(a), received(b)]);
    expect([statuses(first), statuses(second)]).toEqual([[408], [408]]);
  });

  test("a client that goes away in the middle of its body, or of its answer, leaves nothing", async () => {
    const { connect } = await serverOf(models);
    const { batch } = models.language("tiny");
    const submitted = vi.spyOn(batch, "submit");
    onTestFinished(() => submitted.mockRestore());
    const [early, late] = [connect(), connect()];
    early.write(`${head(1000)}{"model"`);
    late.write(request(chat({ max_tokens: 400 })));
    await expect.poll(() => batch.running).toBe(1);
    early.destroy();
    late.destroy();
    await expect.poll(() => batch.running + batch.waiting).toBe(0);
    const answer = submitted.mock.results[0]!.value as BatchedRequest;
    await expect(answer.finishReason, "it was not computed to its end").rejects.toThrow("has left");
  });

  test("one that ends its side has left: as a program that ends does, which nobody can tell from it", async () => {
    const { connect } = await serverOf(models);
    const { batch } = models.language("tiny");
    const socket = connect();
    socket.write(request(chat({ max_tokens: 400 })));
    await expect.poll(() => batch.running).toBe(1);
    socket.end();
    expect(statuses(await received(socket))).toEqual([]);
    await expect.poll(() => batch.running + batch.waiting).toBe(0);
  });

  test("one that does not read holds up nobody, and its answer is computed once", async () => {
    const { connect, post } = await serverOf(models);
    const slow = connect();
    slow.pause();
    slow.write(
      request(chat({ max_tokens: 300, stream: true, logprobs: true, top_logprobs: 20 }), close),
    );
    const { batch } = models.language("tiny");
    await expect.poll(() => batch.running).toBe(1);
    const other = await post("/v1/chat/completions", chat());
    expect(other.status).toBe(200);
    await expect.poll(() => batch.running, { timeout: 20_000 }).toBe(0);
    const text = await received(slow.resume());
    expect(text).toContain("data: [DONE]");
    expect(text.match(/"logprob"/g)!.length).toBe(300 * 21);
  });
});
