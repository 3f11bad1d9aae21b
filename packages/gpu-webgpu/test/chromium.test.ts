import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { conformanceCases } from "@qkv/core-wasm/conformance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browser, type OpenPage, openPage } from "../../../scripts/browser-page.mjs";
import type { PageResults } from "./browser/conformance-page.ts";

const entry = fileURLToPath(new URL("./browser/conformance-page.ts", import.meta.url));
const only = process.env.QKV_TEST_KERNELS?.split(",");
// Special values and long sums hang on the kernels, which Node tries on the same driver.
const cases = conformanceCases().filter(
  ({ kernel, kind }) => kind === "sample" && (!only || only.includes(kernel)),
);

if (existsSync(browser))
  describe("kernels in headless Chromium", () => {
    let open: OpenPage;
    let results: PageResults;
    beforeAll(async () => {
      open = await openPage(entry);
      await open.page.waitForFunction("globalThis.runAll");
      results = await open.page.evaluate(
        (names) =>
          (globalThis as unknown as { runAll(n?: string[]): Promise<PageResults> }).runAll(names),
        only,
      );
    }, 600_000);
    afterAll(() => open?.close());

    cases.forEach(({ kernel, name }, index) => {
      it(`${kernel} ${name}`, () => expect(results.failures[index] ?? "passed").toBe("passed"));
    });
  });
else
  it(`${cases.length} cases in headless Chromium`, ({ skip }) =>
    skip(`no browser at ${browser}; apt install chromium, or name one in CHROMIUM`));
