import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasTerminals, qkvInTerminal, screenOf } from "./in-terminal.ts";
import { folderWithText, newFolder, small } from "./run-qkv.ts";

const folder = newFolder();
beforeAll(() => folderWithText(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = ["train", "--data", "text.txt", ...small];

if (hasTerminals)
  describe.each([60, 80, 140])("on a terminal of %i columns", (columns) => {
    test("Ctrl-C leaves the command to go on with on a line of its own", async () => {
      const out = `stopped-${columns}`;
      const { code, screen } = await qkvInTerminal([...text, "--steps", "100000", "--out", out], {
        ...{ columns, cwd: folder },
        interruptAt: /step +\d\d+\/100000/,
      });
      expect(code).toBe(130);
      const shown = screen.filter((line) => line !== "");
      expect(shown.at(-1)).toMatch(new RegExp(`^  (npx )?qkv train --resume ${out}$`));
      const words = shown.slice(-6).join(" ");
      expect(words).toMatch(
        /Stopping: the step under way is finished and saved\. Once more quits at once\. +Stopped after/,
      );
      expect(words).toMatch(/Stopped after step \d+ of 100000, saved in \S+ Go on with:/);
      expect(shown.join("\n")).not.toContain("█");
    });

    test("a training and its figures fit, with and without colours", async () => {
      const run = (env: Readonly<Record<string, string>>, out: string) =>
        qkvInTerminal([...text, "--steps", "20", "--eval-every", "10", "--out", out], {
          ...{ columns, cwd: folder, env },
        });
      const coloured = await run({}, `coloured-${columns}`);
      const plain = await run({ NO_COLOR: "1" }, `plain-${columns}`);
      expect([coloured.code, plain.code]).toEqual([0, 0]);
      expect(coloured.written).toContain("\u001b[36m");
      expect(plain.written).not.toContain("\u001b[36m");
      for (const { written, screen } of [coloured, plain])
        expect(screen, "a line was wider than the terminal").toEqual(screenOf(written, 10_000));
    });
  });
else test("screens", ({ skip }) => skip("needs util-linux' script; apt install bsdutils"));
