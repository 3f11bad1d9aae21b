import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { examplesIn, importsIn, runExamples } from "./documented-examples.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = join(root, "docs/guides");
const pageOf = (name: string) => readFileSync(join(folder, name), "utf8");
/** Guides to programs; those to the command alone are tried by its own tests. */
const guides = readdirSync(folder).filter(
  (name) => name.endsWith(".md") && /^```(js|ts)\b/m.test(pageOf(name)),
);

// One process for a guide: starting one for each of some fifty programs would take longer than the programs.
test.each(guides)("the programs of docs/guides/%s print what it says", (name) => {
  const page = pageOf(name);
  const examples = [...examplesIn(page), ...importsIn(page)];
  const { outputs, stderr } = runExamples(
    examples.map(({ code }) => code),
    root,
  );
  expect(stderr).toBe("");
  expect(outputs).toEqual(examples.map(({ output }) => output));
  expect(outputs.length).toBeGreaterThan(0);
});

test("there are guides", () => expect(guides.length).toBeGreaterThan(10));

test("a program that does not print what is said is seen, and one that imports nothing that there is", () => {
  const page = "```js run\nconsole.log(1);\n```\n\n```text\n2\n```\n";
  expect(runExamples([examplesIn(page)[0]!.code], root).outputs).not.toEqual(["2\n"]);
  const plain = importsIn('```js\nimport { tensr } from "@qkv/nn";\n\ntensr();\n```\n');
  expect(runExamples([plain[0]!.code], root).stderr).toContain("nothing is called tensr");
  expect(() => examplesIn("```js run\n1;\n```\n")).toThrow("0 have their output");
});
