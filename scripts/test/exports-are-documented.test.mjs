import { expect, test } from "vitest";
import { undocumentedExports } from "../documentation/undocumented-exports.mjs";

test("every export of the libraries has a docstring", () => {
  expect(undocumentedExports().map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
});
