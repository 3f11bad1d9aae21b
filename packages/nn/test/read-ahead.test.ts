import { expect, it } from "vitest";
import { readAhead } from "../src/weights/read-ahead.ts";

/** Counts up, saying what it does; fails where it is told to. */
async function* counting(log: string[], failsAt = Number.POSITIVE_INFINITY) {
  try {
    for (let i = 0; i < 4; i++) {
      log.push(`read ${i}`);
      await Promise.resolve();
      if (i === failsAt) throw new Error(`no ${i}`);
      yield i;
    }
  } finally {
    log.push("closed");
  }
}

it("asks for each thing while the one before is in use, and gives all in their order", async () => {
  const log: string[] = [];
  for await (const thing of readAhead(counting(log))) {
    await new Promise((resolve) => setTimeout(resolve));
    log.push(`used ${thing}`);
  }
  expect(log.slice(0, 5)).toEqual(["read 0", "read 1", "used 0", "read 2", "used 1"]);
  expect(log.slice(-3)).toEqual(["used 2", "closed", "used 3"]);
});

it("what goes wrong ahead shows in its turn, when what came before has been used", async () => {
  const log: string[] = [];
  const used: number[] = [];
  const reading = (async () => {
    for await (const thing of readAhead(counting(log, 2))) {
      await new Promise((resolve) => setTimeout(resolve));
      used.push(thing);
    }
  })();
  await expect(reading).rejects.toThrow("no 2");
  expect(used).toEqual([0, 1]);
});

it("nothing is being read any more when the reader has stopped", async () => {
  const log: string[] = [];
  for await (const thing of readAhead(counting(log))) if (thing === 1) break;
  expect(log).toEqual(["read 0", "read 1", "read 2", "closed"]);
});
