import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { reportLeaks } from "../src/tensor/leak-reporter.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

afterEach(() => reportLeaks(undefined));

test("a tensor that nobody freed is reported with its shape and where it was made", async () => {
  const messages: string[] = [];
  reportLeaks((message) => messages.push(message));
  (() => {
    tensor([[1, 2, 3]]); // lost
    tensor([1, 2]).dispose();
  })();
  for (let i = 0; i < 50 && messages.length === 0; i++) {
    await wait(10);
    collectGarbage();
  }
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain("tensor [1, 3] was never freed");
  expect(messages[0]).toContain("leak-reporter.test.ts");
});
