import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { conformanceCases } from "@qkv/core-wasm/conformance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browser, type OpenPage, openPage } from "../../../scripts/browser-page.mjs";
import { partOfEach } from "../../../scripts/testing/parts.mjs";
import type { Page } from "./browser/conformance-page.ts";

const entry = fileURLToPath(new URL("./browser/conformance-page.ts", import.meta.url));
const only = process.env.QKV_TEST_KERNELS?.split(",");
// Special values and long sums hang on the kernels, which Node tries on the same driver.
const samples = conformanceCases().filter(({ kind }) => kind === "sample");
const cases = samples.filter(({ kernel }) => !only || only.includes(kernel));
const partOf = partOfEach(cases, ({ kernel }) => kernel, only ? cases.length : 1);

if (existsSync(browser))
  describe("kernels in headless Chromium", () => {
    let open: OpenPage;
    beforeAll(async () => {
      open = await openPage(entry);
      await open.page.waitForFunction("globalThis.page");
    }, 600_000);
    afterAll(() => open?.close());

    for (const one of cases)
      it(`${one.kernel} ${one.name}`, partOf(one), async () => {
        const failure = await open.page.evaluate(
          (number) => (globalThis as unknown as { page: Page }).page.failureOf(number),
          samples.indexOf(one),
        );
        expect(failure ?? "passed").toBe("passed");
      });
  });
else
  it(`${cases.length} cases in headless Chromium`, ({ skip }) =>
    skip(`no browser at ${browser}; apt install chromium, or name one in CHROMIUM`));
