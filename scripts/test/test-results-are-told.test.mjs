import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { vitest } from "../testing/test-files.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

const suites = {
  "mixed.test.mjs": `
    test("passes", () => {});
    test("fails", () => { throw new Error("the reason\\nand more"); });
    test("is skipped", ({ skip }) => skip("no driver"));
    describe("group", () => {
      beforeAll(() => { throw new Error("the hook's reason"); });
      test("never ran", () => {});
    });`,
  "broken.test.mjs": `throw new Error("does not load");`,
};
const messages = [];

beforeAll(async () => {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(suites)) writeFileSync(join(folder, name), text);
  const reporter = `--reporter=${join(root, "scripts/testing/reporter.mjs")}`;
  const args = [vitest, "run", "--globals", "--root", folder, reporter];
  const onMessage = (message) => messages.push(message);
  await runCaptured(process.execPath, args, { onMessage });
});

test("each failure is named before the end, once, with the first line of its reason", () => {
  const failures = messages.flatMap(({ failure }) => failure ?? []);
  expect(failures.map((failure) => failure.replace(/^.*\//, "")).sort()).toEqual([
    "broken.test.mjs > the file, or a hook of it: does not load",
    "mixed.test.mjs > fails: the reason",
  ]);
  expect(messages.at(-1).counts).toBeDefined();
});

test("the counts are of tests, with a file that does not load as a failure", () => {
  const { counts } = messages.at(-1);
  expect(Object.values(counts.projects)).toEqual([{ passed: 1, failed: 3, skipped: 1 }]);
  expect(counts.skips).toEqual([{ name: ": is skipped", reason: "no driver" }]);
});

test("the progress ends with all files done, and how long each took", () => {
  const { progress } = messages.findLast((message) => message.progress);
  const seconds = Object.values(progress.files).map((file) => file.seconds);
  expect(seconds).toEqual([expect.any(Number), expect.any(Number)]);
  expect(progress).toMatchObject({ failed: 2 });
});
