import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { architectures } from "../../src/engine/protocol.ts";
import { names } from "../../src/made-data/names.ts";
import { type Task, taskPairs } from "../../src/made-data/tasks.ts";
import { dataFor, textOf, usualSettings } from "../../src/views/train/data.ts";
import { readNote, writeNote } from "../../src/views/train/note.ts";
import { measured, smoothed, thinned } from "../../src/views/train/shaping.ts";
import { experiment, experimentText, settingsOf } from "../../src/views/train/state.ts";
import { zipped } from "../../src/views/train/zip.ts";

const pairsOf = (task: Task) =>
  taskPairs(task, 300, 5)
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t") as [string, string]);

describe("made data", () => {
  it("are the same for a seed, and others for another", () => {
    expect(names(50, 1)).toBe(names(50, 1));
    expect(names(50, 1)).not.toBe(names(50, 2));
    expect(names(50, 1)).toMatch(/^(?:[A-Z][a-z]+\n){50}$/);
  });

  it("hold right answers", () => {
    for (const [source, target] of pairsOf("reverse"))
      expect(target).toBe([...source].reverse().join(""));
    for (const [source, target] of pairsOf("sort"))
      expect(target).toBe([...source].sort().join(""));
    for (const [source, target] of pairsOf("copy")) expect(target).toBe(source);
    for (const [source, target] of pairsOf("add")) {
      const [a, b] = source.split("+").map(Number);
      expect(Number(target)).toBe(a! + b!);
    }
  });

  it("hold dates that there are", () => {
    for (const [source, target] of pairsOf("dates")) {
      const date = new Date(`${target}T00:00:00Z`);
      expect(date.toISOString().slice(0, 10)).toBe(target);
      const month = date.toLocaleString("en", { month: "long", timeZone: "UTC" });
      expect(source).toMatch(new RegExp(`${month.slice(0, 3)}.*\\b${date.getUTCFullYear()}$`));
      expect(source).toContain(String(date.getUTCDate()));
    }
  });

  it("fit each architecture", () => {
    for (const architecture of architectures)
      for (const data of dataFor(architecture)) {
        const usual = usualSettings(architecture, data);
        const text = textOf({ ...experiment.initial, ...usual, data }, "own");
        if (data === "file") expect(text).toBe("own");
        else if (data === "book") expect(text).toBeUndefined();
        else expect(text!.includes("\t")).toBe(architecture === "encoder-decoder");
      }
  });
});

describe("an experiment", () => {
  it("is the same when it is read from its text, and has all settings", () => {
    const made = { ...experiment.initial, layers: 3, lr: 0.0012, data: "sort" as const };
    expect(experiment.read(new URLSearchParams(experimentText(made)))).toEqual(made);
    expect(Object.values(settingsOf(made))).not.toContain(undefined);
    expect(Object.keys(settingsOf(made))).not.toContain("data");
  });
});

describe("curves", () => {
  const points = [1, 2, 3, 4].map((x) => [x, 10 * x] as const);
  it("are smoothed without a pull to 0 at first", () => {
    expect(smoothed(points, 0.5).map(([, y]) => y)).toEqual([
      10,
      (0.25 * 10 + 0.5 * 20) / 0.75,
      (0.125 * 10 + 0.25 * 20 + 0.5 * 30) / 0.875,
      (0.0625 * 10 + 0.125 * 20 + 0.25 * 30 + 0.5 * 40) / 0.9375,
    ]);
    expect(smoothed(points, 0)).toEqual(points);
  });
  it("are thinned to their ends and what lies evenly between", () => {
    const many = Array.from({ length: 101 }, (_, x) => [x, x] as const);
    expect(thinned(many, 11).map(([x]) => x)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(thinned(points, 10)).toBe(points);
  });
  it("leave out steps that were not measured", () => {
    const record = { loss: 1, learningRate: 1 };
    expect(
      measured(
        [
          { ...record, step: 1 },
          { ...record, step: 2, valLoss: 3 },
        ],
        "valLoss",
      ),
    ).toEqual([[2, 3]]);
  });
});

describe("a note beside a saved run", () => {
  const note = {
    experiment: "data=names",
    records: [{ step: 1, loss: 2, learningRate: 0.1, gradNorm: 3 }],
    file: { name: "a.txt", text: "abc" },
  };
  it("is read as it was written", () => expect(readNote(writeNote(note))).toEqual(note));
  it.each([
    ["", /damaged/],
    ["null", /version undefined, expected 1/],
    ['{"version":2}', /version 2, expected 1/],
    ['{"version":1}', /damaged/],
    ['{"version":1,"experiment":"","records":[{"step":1}]}', /damaged/],
    ['{"version":1,"experiment":"","records":[],"file":{"name":3}}', /damaged/],
  ])("is refused when it is %s", (json, message) => expect(() => readNote(json)).toThrow(message));
});

describe("a folder in one file", () => {
  it("is opened by Python's zipfile, with every byte and the check sums right", () => {
    const folder = mkdtempSync(join(tmpdir(), "zip-"));
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * i) & 255);
    const path = join(folder, "a.zip");
    writeFileSync(
      path,
      zipped([
        { name: "run/model.bin", bytes },
        { name: "run/größe.txt", bytes: new TextEncoder().encode("Maß") },
      ]),
    );
    const script =
      "import sys,zipfile,json;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;" +
      "print(json.dumps([z.namelist(),z.read('run/model.bin').hex(),z.read('run/größe.txt').decode()]))";
    const said = execFileSync("python3", ["-c", script, path], { encoding: "utf8" });
    expect(JSON.parse(said)).toEqual([
      ["run/model.bin", "run/größe.txt"],
      Buffer.from(bytes).toString("hex"),
      "Maß",
    ]);
    expect(readFileSync(path).length).toBeGreaterThan(1000);
    rmSync(folder, { recursive: true });
  });
});
