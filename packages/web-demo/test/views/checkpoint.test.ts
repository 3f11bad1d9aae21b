import { describe, expect, it } from "vitest";
import { withPaths } from "../../src/engine/checkpoint/with-paths.ts";
import { picked, TooManyFilesError } from "../../src/views/checkpoint/dropped.ts";
import { historyIn, parseHistory } from "../../src/views/checkpoint/history.ts";
import { bytesText, countText, partsOf } from "../../src/views/checkpoint/parts.ts";

it("parts are all layers together, and a matrix with two names counts once", () => {
  const parts = partsOf([
    { name: "wte", shape: [10, 4], component: "token embedding" },
    { name: "h.0.attn", shape: [4, 4], component: "attention" },
    { name: "h.1.attn", shape: [4, 6], component: "attention" },
    { name: "head", shape: [10, 4], component: "output head", tied: true },
  ]);
  expect(parts).toEqual([
    { component: "token embedding", parameters: 40, tensors: 1, share: 0.5 },
    { component: "attention", parameters: 40, tensors: 2, share: 0.5 },
  ]);
});

it("sizes are said as people say them", () => {
  expect([0, 999, 1000, 4_294_967_296].map(bytesText)).toEqual(["0 B", "999 B", "1 kB", "4.29 GB"]);
  expect([608, 124_439_808, 6.738e9].map(countText)).toEqual(["608", "124 M", "6.74 B"]);
});

const file = (name: string, path = "") =>
  Object.defineProperty(new File(["x"], name), "webkitRelativePath", {
    ...{ value: path, configurable: true },
  });

it("a chosen folder keeps the places of its files, and single files get a folder around them", () => {
  const folder = picked([
    file("config.json", "mine/config.json"),
    file("config.json", "mine/1_Pooling/config.json"),
  ]);
  expect(folder.name).toBe("mine");
  expect(folder.paths).toEqual(["mine/config.json", "mine/1_Pooling/config.json"]);
  const single = picked([file("tiny.gguf")]);
  expect([single.name, single.paths]).toEqual(["tiny", ["files/tiny.gguf"]]);
});

it("places that came beside the files are theirs: the config.json of a folder within is not the model's", () => {
  const files = [file("config.json"), file("config.json")];
  const placed = withPaths(files, ["mine/config.json", "mine/1_Pooling/config.json"]);
  expect(placed.map(({ webkitRelativePath }) => webkitRelativePath)).toEqual([
    "mine/config.json",
    "mine/1_Pooling/config.json",
  ]);
});

it("a home directory that is chosen by mistake is refused", () => {
  const files = Array.from({ length: 2001 }, (_, i) => file(`${i}`));
  expect(() => picked(files)).toThrow(TooManyFilesError);
});

describe("the history of a run", () => {
  const lines = [
    '{"step":1,"loss":3,"learningRate":0.1}',
    "torn {",
    '{"step":2,"loss":2.5,"valLoss":2.75}',
    '{"step":2,"loss":9}',
    '{"step":"3","loss":1}',
    "null",
  ].join("\n");

  it("has the steps that are whole, in their order", () => {
    expect(parseHistory(lines)).toEqual([
      { step: 1, loss: 3 },
      { step: 2, loss: 2.5, valLoss: 2.75 },
    ]);
  });

  it("is that of the folder, not of one within", async () => {
    const file = new File([lines], "history.jsonl");
    expect(await historyIn([file], ["run/history.jsonl"])).toHaveLength(2);
    expect(await historyIn([file], ["run/other/history.jsonl"])).toBe(undefined);
  });
});
