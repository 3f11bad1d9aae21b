import { expect, test } from "vitest";
import { markTypes } from "../building/mark-types.mjs";

test("what a module does not have is exported as a type, and nothing else is", () => {
  const text =
    "export { a as Base, Linear } from './chunk.js';\nexport { type Options, Loss, linear };\n";
  expect(markTypes(text, new Set(["Linear", "linear"]))).toBe(
    "export { type a as Base, Linear } from './chunk.js';\nexport { type Options, type Loss, linear };\n",
  );
});
