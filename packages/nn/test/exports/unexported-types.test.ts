import { expect, test } from "vitest";
import { exhaustive } from "../../../../scripts/testing/parts.mjs";
import { unexportedTypes } from "./unexported-types.ts";

// The compiler reads all declarations for it, which is most of a minute.
const settings = { ...exhaustive, timeout: 120_000 };
test("every type that an export mentions can be imported by name", settings, () => {
  const missing = unexportedTypes().map(
    ({ name, file, users }) => `${name} of ${file}, which ${users.join(" and ")} mentions`,
  );
  expect(missing).toEqual([]);
});
