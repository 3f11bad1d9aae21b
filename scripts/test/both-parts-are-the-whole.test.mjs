import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { argumentOf, exhaustive, mayBeExhaustive, partOfEach } from "../testing/parts.mjs";
import { runInTurn } from "../testing/run-in-turn.mjs";
import { vitest } from "../testing/test-files.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

describe("the two parts of the suites", () => {
  const suites = `
    import { exhaustive, partOfEach } from ${JSON.stringify(join(root, "scripts/testing/parts.mjs"))};
    test("quick", () => {});
    test("exhaustive", exhaustive, () => {});
    test("fails", exhaustive, () => { throw new Error("the reason"); });
    test("is skipped", ({ skip }) => skip("no driver"));
    test.skip("is skipped there", exhaustive, () => {});
    const numbers = [0, 1, 2, 3, 4, 5, 6];
    const partOf = partOfEach(numbers, (n) => String(n > 4), 2);
    for (const n of numbers) test("number " + n, partOf(n), () => {});`;
  const settings = `
    import { tags } from ${JSON.stringify(join(root, "scripts/testing/parts.mjs"))};
    export default { test: { tags } };`;
  const ends = {};

  beforeAll(async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "vitest.config.mjs"), settings);
    writeFileSync(join(folder, "some.test.mjs"), suites);
    const reporter = `--reporter=${join(root, "scripts/testing/reporter.mjs")}`;
    for (const [part, options] of Object.entries({
      ...{ quick: [argumentOf.quick], exhaustive: [argumentOf.exhaustive], whole: [] },
    })) {
      const messages = [];
      const args = [vitest, "run", "--globals", "--root", folder, reporter, ...options];
      await runCaptured(process.execPath, args, { onMessage: (one) => messages.push(one) });
      ends[part] = { messages, ...messages.at(-1)?.counts };
    }
  });
  const countsOf = (part) => Object.values(ends[part].projects)[0];
  const leftBy = (part) => Object.values(ends[part].left);

  test("are together the whole, and have no test in common", () => {
    expect(countsOf("quick")).toEqual({ passed: 5, failed: 0, skipped: 1 });
    expect(countsOf("exhaustive")).toEqual({ passed: 4, failed: 1, skipped: 1 });
    expect(countsOf("whole")).toEqual({ passed: 9, failed: 1, skipped: 2 });
    expect(leftBy("quick")).toEqual([6]);
    expect(leftBy("exhaustive")).toEqual([6]);
    expect(leftBy("whole")).toEqual([]);
  });

  test("count no test of the other one, neither as skipped nor on the way", () => {
    expect(ends.quick.skips).toEqual([{ name: ": is skipped", reason: "no driver" }]);
    expect(ends.exhaustive.skips).toEqual([
      { name: ": is skipped there", reason: "no reason given" },
    ]);
    const progress = ({ messages }) => messages.findLast((one) => one.progress).progress;
    expect(progress(ends.quick)).toMatchObject({ tests: 6, failed: 0 });
    expect(progress(ends.exhaustive)).toMatchObject({ tests: 6, failed: 1 });
  });

  test("have each some cases of every group, the first and the last among the quick ones", () => {
    const quickOf = (count, most) => {
      const cases = Array.from({ length: count }, (_, i) => i);
      const partOf = partOfEach(cases, () => "one", most);
      return cases.filter((one) => partOf(one) !== exhaustive);
    };
    expect(quickOf(9, 3)).toEqual([0, 4, 8]);
    expect(quickOf(9, 1)).toEqual([0]);
    expect(quickOf(3, 3)).toEqual([0, 1, 2]);
    expect(quickOf(2, 5)).toEqual([0, 1]);
    expect(quickOf(0, 5)).toEqual([]);
    expect(quickOf(4, 0)).toEqual([]);
    expect(quickOf(9, (first) => first + 2)).toEqual([0, 8]);
  });

  test("are told apart by words that a test file cannot do without", () => {
    expect(mayBeExhaustive('import { exhaustive } from "parts.mjs";')).toBe(true);
    expect(mayBeExhaustive('import { partOfEach } from "parts.mjs";')).toBe(true);
    expect(mayBeExhaustive('import { tryForms } from "./try-forms.ts";')).toBe(false);
  });
});

describe("commands in turn", () => {
  const command = (code) => [process.execPath, ["-e", code], {}];
  const closing = (passed, failed, skipped) =>
    `console.log("told on the way\\n${passed} passed, ${failed} failed, ${skipped} skipped");`;
  const run = async (...codes) => {
    let written = "";
    const code = await runInTurn(codes.map(command), (text) => {
      written += text;
    });
    const lines = written.trimEnd().split("\n");
    return { code, lines, sum: lines.at(-1) };
  };

  test("succeed where each does, and end with the sum", async () => {
    const { code, lines } = await run(closing(3, 0, 1), closing(20, 0, 0));
    expect(code).toBe(0);
    expect(lines).toEqual([
      ...["told on the way", "3 passed, 0 failed, 1 skipped"],
      ...["told on the way", "20 passed, 0 failed, 0 skipped", "23 passed, 0 failed, 1 skipped"],
    ]);
  });

  test.each([
    ["first", [`${closing(3, 2, 0)} process.exitCode = 1;`, closing(20, 0, 0)]],
    ["second", [closing(20, 0, 0), `${closing(3, 2, 0)} process.exitCode = 1;`]],
  ])("fail where the %s has failed, and run all the same", async (_, codes) => {
    expect(await run(...codes)).toMatchObject({ code: 1, sum: "23 passed, 2 failed, 0 skipped" });
  });

  test.each([
    ["ends without its counts", 'console.log("5 passed");'],
    ["fails after it has counted no failure", `${closing(0, 0, 0)} process.exitCode = 1;`],
    ["is ended", `${closing(0, 0, 0)} process.kill(process.pid, "SIGKILL");`],
  ])("fail where one %s, and count it", async (_, code) => {
    expect(await run(code, closing(1, 0, 0))).toMatchObject({
      ...{ code: 1, sum: "1 passed, 1 failed, 0 skipped" },
    });
  });

  test("fail where one counts a failure and succeeds all the same", async () => {
    expect(await run(closing(1, 1, 0))).toMatchObject({ code: 1 });
  });

  test("fail where one cannot be started", async () => {
    const commands = [["no-such-program", [], {}]];
    expect(await runInTurn(commands, () => {})).toBe(1);
  });
});
