import { expect, test } from "vitest";
import { unexportedTypes } from "./unexported-types.ts";

test("every type that an export mentions can be imported by name", { timeout: 120_000 }, () => {
  const missing = unexportedTypes().map(
    ({ name, file, users }) => `${name} of ${file}, which ${users.join(" and ")} mentions`,
  );
  expect(missing).toEqual([]);
});
