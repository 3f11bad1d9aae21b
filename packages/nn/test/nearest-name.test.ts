import { expect, test } from "vitest";
import { nearestHint, nearestName } from "../src/options/index.ts";

const names = [
  ...["model", "prompt", "maxNewTokens", "topK", "temperature", "topP", "minP", "gradClip", "seed"],
  ...["layers", "batch", "lr", "min-lr", "eval-batches", "eval-every", "warmUp"],
];

test.each([
  ["temp", "temperature"],
  ["temps", "temperature"],
  ["tempreature", "temperature"],
  ["top-k", "topK"],
  ["TOPK", "topK"],
  ["max-tokens", "maxNewTokens"],
  ["tokens", "maxNewTokens"],
  ["clip", "gradClip"],
  ["promt", "prompt"],
  ["sede", "seed"],
  ["batch-size", "batch"],
  ["n-layers", "layers"],
  ["eval", "eval-every"],
  ["warmup", "warmUp"],
])("%s is nearest to %s", (given, expected) => {
  expect(nearestName(given, names)).toBe(expected);
  expect(nearestName(given, [...names].reverse())).toBe(expected);
});

test("names with nothing in common are not suggested", () => {
  expect(["epochs", "verbose", "x", ""].map((given) => nearestName(given, names))).toEqual([
    ...[undefined, undefined, undefined, undefined],
  ]);
  expect(nearestName("temp", [])).toBeUndefined();
  expect(nearestHint("epochs", names)).toBe("");
  expect(nearestHint("temp", names, "--")).toBe("; the nearest is --temperature");
});
