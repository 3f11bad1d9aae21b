import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { defaultDevice } from "@qkv/nn";
import { expect, test } from "vitest";
import { exhaustive } from "../../../../scripts/testing/parts.mjs";
import { type RunningServer, serverOf } from "./running-server.ts";
import { tinyModels } from "./tiny-models.ts";

const models = await tinyModels({
  slots: 8,
  maxWaiting: 64,
  maxContext: 64,
  prefixCacheBytes: 0,
});

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** What is held when all that is not needed is given back: by the process, and by the device, to the byte. */
async function held(): Promise<{ readonly resident: number; readonly device: number }> {
  for (let i = 0; i < 5; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { resident: process.memoryUsage.rss(), device: defaultDevice().memory().bytes };
}

type Outcome = "whole" | "stream" | "left" | "full";

/** What one client does over and over: whole answers, streams, streams that it leaves. */
async function ask({ post }: RunningServer, turn: number): Promise<Outcome> {
  const messages = [{ role: "user", content: `Where is whale ${turn}?` }];
  const [stream, leaves] = [turn % 3 > 0, turn % 3 === 2];
  const response = await post("/v1/chat/completions", {
    ...{ model: "tiny", messages, stream, seed: turn, max_tokens: 8 + (turn % 8) },
  });
  if (response.status === 429) {
    await response.text();
    return "full";
  }
  expect(response.status).toBe(200);
  if (leaves) {
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    return "left";
  }
  const text = await response.text();
  expect(stream ? text.endsWith("data: [DONE]\n\n") : text.includes('"completion_tokens"')).toBe(
    true,
  );
  return stream ? "stream" : "whole";
}

async function crowd(
  server: RunningServer,
  clients: number,
  milliseconds: number,
): Promise<Map<Outcome, number>> {
  const counts = new Map<Outcome, number>();
  const end = performance.now() + milliseconds;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let turn = client; performance.now() < end; turn += clients) {
        const outcome = await ask(server, turn);
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      }
    }),
  );
  return counts;
}

async function expectNothingLeft(
  clients: number,
  milliseconds: number,
  mebibytes: number,
): Promise<void> {
  const server = await serverOf(models);
  const { batch } = models.language("tiny");
  const idle = () => expect.poll(() => batch.running + batch.waiting, { timeout: 30_000 }).toBe(0);
  await crowd(server, clients, milliseconds / 2); // what is made once and kept
  await idle();
  const before = await held();
  const counts = await crowd(server, clients, milliseconds);
  await idle();
  for (const outcome of ["whole", "stream", "left"] as const)
    expect(counts.get(outcome), outcome).toBeGreaterThan(0);
  await expect.poll(async () => (await held()).device).toBe(before.device);
  const grown = ((await held()).resident - before.resident) / 2 ** 20;
  expect(grown).toBeLessThan(mebibytes);
}

test("20 clients at once for half a second: nothing hangs, and memory is where it was", async () => {
  await expectNothingLeft(20, 500, 64);
});

test("200 clients at once for a minute", { ...exhaustive, timeout: 240_000 }, async () => {
  await expectNothingLeft(200, 60_000, 64);
});
