import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { browser, type OpenPage, openPage } from "../../../scripts/browser-page.mjs";
import { exhaustive } from "../../../scripts/testing/parts.mjs";
import type { GoldenNames, Page } from "./browser/webgpu-page.ts";
import { goldenGroups, goldenParts } from "./golden-parts.ts";

// The browser's driver computes on the CPU, and takes seconds to compile a kernel.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 120_000 });

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

if (existsSync(browser))
  describe("WebGPU in headless Chromium", () => {
    let open: OpenPage;
    beforeAll(async () => {
      open = await openPage(path("browser/webgpu-page.ts"), { folder: path("golden") });
      await open.page.waitForFunction("globalThis.page");
    });
    afterAll(() => open?.close());
    const call = <T>(
      body: (page: Page, argument: GoldenNames) => Promise<T>,
      argument: GoldenNames = { group: "", names: [] },
    ): Promise<T> =>
      open.page.evaluate(`(${body})(globalThis.page, ${JSON.stringify(argument)})`) as Promise<T>;

    it("trains as WASM does for 50 steps, with losses within 1e-3", exhaustive, async () => {
      const { wasm, gpu } = await call((page) => page.trainOnBoth());
      expect(gpu).toHaveLength(50);
      for (const [step, loss] of gpu.entries())
        expect(Math.abs(loss - wasm[step]!), `step ${step}`).toBeLessThan(1e-3);
      expect(gpu).not.toEqual(wasm); // or it was not the GPU that computed
    });

    // With each change they are compared on Node's WebGPU.
    for (const group of goldenGroups)
      for (const { what, names } of goldenParts(group))
        it(`gives PyTorch's golden values: ${group}, ${what}`, exhaustive, async () => {
          const results = await call((page, given) => page.runGolden(given), { group, names });
          expect(results.map(({ name }) => name)).toEqual(names.map((name) => `${group}/${name}`));
          expect(results.filter(({ failure }) => failure)).toEqual([]);
        });
  });
else
  it("training and golden values in headless Chromium", ({ skip }) =>
    skip(`no browser at ${browser}; apt install chromium, or name one in CHROMIUM`));
