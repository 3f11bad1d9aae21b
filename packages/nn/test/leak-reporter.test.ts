import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { reportLeaks } from "../src/tensor/leak-reporter.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

afterEach(() => reportLeaks(undefined));

test("a tensor that nobody freed is reported once, with its shape and where it was made", async () => {
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
  expect(messages[0]).toContain("tensor [1, 3] was left to the garbage collector");
  expect(messages[0]).toContain("leak-reporter.test.ts");
});

test("of a lost graph its tensors are reported, and not what it keeps for itself", async () => {
  const messages: string[] = [];
  reportLeaks((message) => messages.push(message));
  (() => {
    const x = tensor([[1, 2]], { requiresGrad: true });
    x.exp().mul(x); // three tensors, and the handles that both records saved
  })();
  for (let i = 0; i < 50 && messages.length < 3; i++) {
    await wait(10);
    collectGarbage();
  }
  await wait(10);
  expect(messages).toHaveLength(3);
});
