import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { rememberDurations, rememberedDurations } from "../testing/durations.mjs";
import { progressLine, secondsLeft } from "../testing/progress.mjs";
import { slowestFirst } from "../testing/slowest-first.mjs";
import { StatusLine } from "../testing/status-line.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

const now = 1_000_000;
const running = (seconds) => ({ started: now - 1000 * seconds });

test("a line tells files, tests, failures, time gone and time left", () => {
  const files = { a: { started: 0, seconds: 65 }, b: running(10), c: {} };
  const line = progressLine(
    { files, tests: 1234, failed: 2 },
    { started: now - 65_400, now, durations: { a: 65, b: 40, c: 100 }, workers: 2 },
  );
  expect(line).toBe("1 of 3 files, 1234 tests, 2 failed, 1:05 gone, about 1:40 left");
});

describe("the time left", () => {
  const left = (files, durations, workers = 2) => secondsLeft(files, { now, durations, workers });

  test("is what remains of all files, shared by the processors", () => {
    expect(left({ a: running(10), b: {}, c: {} }, { a: 30, b: 30, c: 30 })).toBe(40);
  });
  test("is no less than the longest file takes", () => {
    expect(left({ a: running(10), b: {} }, { a: 90, b: 20 })).toBe(80);
  });
  test("follows the pace of the files that are done", () => {
    expect(left({ a: { started: 0, seconds: 20 }, b: {}, c: {} }, { a: 10, b: 5, c: 6 }, 1)).toBe(
      22,
    );
  });
  test("guesses at files that have not run here, and high at those on a GPU, or with other programs", () => {
    expect(left({ "nn/a.test.ts": {} }, {})).toBe(1.5);
    expect(left({ "nn/a.test.ts": {}, "nn/webgpu.test.ts": {} }, {}, 1)).toBe(21.5);
    expect(left({ "packages/cli/test/a.test.ts": {}, "core/threads.test.ts": {} }, {}, 1)).toBe(20);
    expect(left({}, {})).toBe(0);
  });
  test("never says that a running file is as good as done", () => {
    expect(left({ a: running(50) }, { a: 30 })).toBe(10);
  });
});

describe("the status line", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const shown = (stream, act) => {
    let written = "";
    act(new StatusLine({ ...stream, write: (text) => (written += text) }));
    return written;
  };

  test("of a terminal is rewritten, cut to its width, and leaves nothing behind", () => {
    const written = shown({ isTTY: true, columns: 16 }, (status) => {
      status.start(() => "0123456789");
      vi.advanceTimersByTime(2000);
      status.print("FAIL");
      status.stop();
      expect(vi.getTimerCount()).toBe(0);
    });
    const erase = "\r\u001b[2K";
    const line = `${erase}      012345678`;
    expect(written).toBe(`${line}${line}${erase}FAIL\n${line}${erase}`);
  });

  test("of a log is a plain line every 15 seconds", () => {
    let second = 0;
    const written = shown({}, (status) => {
      status.start(() => `${++second}`);
      vi.advanceTimersByTime(29_999);
      status.print("FAIL");
      vi.advanceTimersByTime(1);
      status.stop();
      expect(vi.getTimerCount()).toBe(0);
    });
    expect(written).toBe("      1\nFAIL\n      2\n");
  });
});

test("the slowest files come first, those that have not run here by a guess, and then by length", () => {
  const files = [
    { path: "packages/nn/test/a.test.ts", bytes: 10 },
    { path: "packages/nn/test/slow.test.ts", bytes: 5 },
    { path: "packages/nn/test/fast.test.ts", bytes: 50 },
    { path: "packages/nn/test/webgpu.test.ts", bytes: 9 },
    { path: "packages/nn/test/b.test.ts", bytes: 11 },
    { path: "packages/gpu-webgpu/test/conformance.test.ts", bytes: 1 },
  ];
  const durations = { [files[1].path]: 30, [files[2].path]: 1 };
  expect(slowestFirst(files, durations)).toEqual([5, 1, 3, 4, 0, 2].map((index) => files[index]));
});

test("durations are remembered, those of files that did not run too", () => {
  const file = join(temporaryFolder(), "cache", "durations.json");
  expect(rememberedDurations(file)).toEqual({});
  rememberDurations({ a: 1, b: 2 }, file);
  rememberDurations({ b: 3 }, file);
  expect(rememberedDurations(file)).toEqual({ a: 1, b: 3 });
});
