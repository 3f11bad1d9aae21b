import { join } from "node:path";
import { DeviceOutOfMemoryError } from "@qkv/gpu-webgpu";
import { OutOfMemoryError } from "@qkv/nn";
import { describeRange } from "@qkv/nn/options";
import { describe, expect, test } from "vitest";
import { CommandError } from "../src/failures/command-error.ts";
import { describeFailure } from "../src/failures/describe-failure.ts";
import { displayWidth } from "../src/terminal/display-width.ts";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatMagnitude,
} from "../src/terminal/format-number.ts";
import { ownCommand, shellQuote } from "../src/terminal/own-command.ts";
import { progressLine } from "../src/terminal/progress-bar.ts";
import { formatTable } from "../src/terminal/table.ts";
import { wrapWords } from "../src/terminal/wrap-words.ts";

test("numbers are written for people", () => {
  expect([0, 1023, 1024, 1.5 * 2 ** 20, 2 ** 33].map(formatBytes)).toEqual([
    ...["0 bytes", "1023 bytes", "1.00 KiB", "1.50 MiB", "8.00 GiB"],
  ]);
  expect([450, 9_960, 83_000, 7_260_000, Number.NaN].map(formatDuration)).toEqual([
    ...["0.5s", "10.0s", "1m 23s", "2h 1m", "?"],
  ]);
  expect([12, 1_234, 5.5e9].map(formatMagnitude)).toEqual(["12.0", "1.23 k", "5.50 G"]);
  expect(formatCount(1_234_567)).toBe("1,234,567");
});

test("ranges are named in words", () => {
  expect(describeRange({ integer: true, from: 1, to: 8 })).toBe("an integer from 1 to 8");
  expect(describeRange({ above: 0 })).toBe("a number above 0");
  expect(describeRange({ from: 0, below: 1 })).toBe("a number from 0 and below 1");
});

test("tables align their columns", () => {
  const rows = [
    ["a", "1", "x"],
    ["long", "200", ""],
  ];
  expect(formatTable(rows, { right: [1], indent: " " })).toBe(" a       1  x\n long  200");
});

test("a table that is wider than the terminal wraps its widest texts at words, and never a number", () => {
  const rows = [
    ["model", "a transformer of many layers", "12,345,678"],
    ["transformer.h.0.attn.weight", "x", "9"],
  ];
  const table = formatTable(rows, { right: [2], width: 44 });
  expect(table.split("\n")).toEqual([
    "model            a transformer    12,345,678",
    "                 of many layers",
    "transformer.h.   x                         9",
    "0.attn.weight",
  ]);
});

test("names that would be cut to pieces stand above their rows", () => {
  const rows = [
    ["name", "shape", "count"],
    ["transformer.h.0.attn.c_attn.weight", "[96, 32]", "3,072"],
  ];
  const options = { right: [2], named: true };
  expect(formatTable(rows, { ...options, width: 36 }).split("\n")).toEqual([
    "name",
    "  shape     count",
    "transformer.h.0.attn.c_attn.weight",
    "  [96, 32]  3,072",
  ]);
  expect(formatTable(rows, { ...options, width: 80 }).split("\n")).toHaveLength(2);
});

test("columns are counted as terminals show them", () => {
  expect(
    ["abc", "日本語", "e\u0301", "👩‍👩‍👧", "\u001b[31mred\u001b[39m", ""].map(displayWidth),
  ).toEqual([...[3, 6, 1, 2, 3, 0]]);
  expect(
    formatTable([
      ["日本", "x"],
      ["abcdef", "y"],
    ]),
  ).toBe("日本    x\nabcdef  y");
});

test("text is wrapped between words, and keeps its own lines", () => {
  expect(wrapWords("to be or not to be\nthat is", 8)).toEqual([
    "to be or",
    "not to",
    "be",
    "that is",
  ]);
  expect(wrapWords("see runs/a-long-name/config.json now", 12)).toEqual([
    ...["see", "runs/a-long-name/config.json", "now"],
  ]);
  expect(wrapWords("runs/a-long-name/config.json", 12, { cut: true })).toEqual([
    ...["runs/a-long-", "name/config.", "json"],
  ]);
});

describe("a line of progress", () => {
  const parts = ["step 10/100", "loss 1.2345", "3m 2s left", "20,000 tok/s"];

  test("has the parts that fit, what matters most first, and a bar where there is room", () => {
    expect(progressLine(0.5, parts, 100)).toBe(
      `${"█".repeat(12)}${"░".repeat(12)}  ${parts.join("  ")}`,
    );
    expect(progressLine(0.5, parts, 57)).toBe(parts.join("  "));
    expect(progressLine(0.5, parts, 30)).toBe("step 10/100  loss 1.2345");
    expect(progressLine(0.5, parts, 6)).toBe("step 1");
  });

  test.each([20, 40, 60, 80, 140])("fits into %i columns", (columns) => {
    for (const done of [0, 0.3, 1])
      expect(displayWidth(progressLine(done, parts, columns))).toBeLessThanOrEqual(columns);
  });
});

describe("commands to copy", () => {
  test("arguments are quoted where a shell needs it", () => {
    expect(["runs/a-b.1", "my run", "it's"].map(shellQuote)).toEqual([
      ...["runs/a-b.1", "'my run'", "'it'\\''s'"],
    ]);
  });

  test("npx is named for a command inside the current folder", () => {
    const [, path] = process.argv;
    try {
      process.argv[1] = join(process.cwd(), "node_modules/.bin/qkv");
      expect(ownCommand()).toBe("npx qkv");
      process.argv[1] = join(process.cwd(), "../bin/qkv");
      expect(ownCommand()).toBe("qkv");
    } finally {
      process.argv[1] = path!;
    }
  });
});

describe("what went wrong", () => {
  test("is one line without control characters, and not endless", () => {
    const { message } = describeFailure(new RangeError(`a\n\u001b[31mb${"c".repeat(5000)}`));
    expect(message).toMatch(/^a \[31mbc+… \(\d+ more characters\)$/);
    expect(message.length).toBeLessThan(1600);
  });

  test("a full disk is called one", () => {
    const full = Object.assign(new Error("ENOSPC: write"), { code: "ENOSPC", path: "/a/b" });
    expect(describeFailure(full)).toEqual({
      message: "/a/b: the disk is full; free some space",
      exitCode: 1,
    });
  });

  test.each([
    new OutOfMemoryError("wasm: out of memory: 5000 MiB needed"),
    new CommandError("a/model.safetensors: no memory", {
      cause: new DeviceOutOfMemoryError("wasm: out of memory: 5000 MiB needed"),
    }),
  ])("no memory is told with what the command can do, not a program: %s", (error) => {
    const { message, exitCode } = describeFailure(error);
    expect(message).toMatch(/^wasm: out of memory: 5000 MiB needed; .*--batch.*smaller model$/);
    expect(message).not.toContain("scope");
    expect(exitCode).toBe(1);
  });

  test("anything else is called a fault of qkv", () => {
    expect(describeFailure(new TypeError("x is undefined")).message).toContain("a fault in qkv");
  });
});
