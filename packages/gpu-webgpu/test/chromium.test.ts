import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { conformanceCases } from "@qkv/core-wasm/conformance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PageResults } from "./browser/conformance-page.ts";
import { type OpenPage, openPage } from "./browser/open-page.ts";

const entry = fileURLToPath(new URL("./browser/conformance-page.ts", import.meta.url));
const only = process.env.QKV_TEST_KERNELS?.split(",");
const cases = conformanceCases().filter(({ kernel }) => !only || only.includes(kernel));
const browser = process.env.CHROMIUM ?? "/usr/bin/chromium";

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
