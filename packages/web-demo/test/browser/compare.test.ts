import { text as textOf } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { en } from "../../src/words/en.ts";
import { type Explorer, explorer, inBrowser } from "./explorer.ts";

const text = en.views.compare;
const small = "batch=1&tokens=4&float64=0&without=wasm-simd,threads-simd,threads-relaxed-simd";

/** The first GPU that the engine is given will be lost in its first submission; resolves when that is laid. */
function losesTheFirstGpu(page: Page): Promise<void> {
  interface Device {
    readonly queue: { submit(commands: unknown): void };
    destroy(): void;
  }
  interface Gpus {
    readonly GPUAdapter: { prototype: { requestDevice(wanted: unknown): Promise<Device> } };
  }
  const lay = () => {
    const { prototype } = (globalThis as unknown as Gpus).GPUAdapter;
    const request = prototype.requestDevice;
    prototype.requestDevice = async function (wanted) {
      const device = await request.call(this, wanted);
      prototype.requestDevice = request;
      device.queue.submit = () => device.destroy();
      return device;
    };
  };
  return new Promise((resolve) => {
    page.once("worker", (worker) => void worker.evaluate(lay).then(resolve));
  });
}

inBrowser("WASM against WebGPU", (browser) => {
  let opened: Explorer;
  beforeAll(async () => {
    opened = await explorer(browser());
  });
  afterAll(() => opened?.page.context().close());

  it("tells of a GPU that is lost while it computes, and what the others measured stands", async () => {
    const { page } = opened;
    const laid = losesTheFirstGpu(page);
    await opened.open(`#/compare?${small}`);
    await laid;
    await page.getByRole("button", { name: text.start, exact: true }).click();
    await page.getByRole("alert").getByText(text.lost(text.backend.webgpu)).waitFor();
    await opened.settled();
    expect(await page.locator("[data-measured]").count()).toBe(1);
    expect(await page.locator("[data-verdict]").count()).toBe(0);
  });

  it("tried again says whether they agree, by how much, and hands over a report of it", async () => {
    const { page } = opened;
    await page.getByRole("button", { name: text.retry }).click();
    const verdict = page.locator("[data-verdict]");
    await verdict.waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await verdict.getAttribute("data-verdict")).toBe("agree");
    expect(await verdict.textContent()).toMatch(/\d+ tensors is .* % of what is allowed/);
    await opened.settled();
    expect(await page.locator("[data-measured]").count()).toBe(2);
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: text.saveJson }).click(),
    ]);
    const report = JSON.parse(await textOf(await saved.createReadStream()));
    const [comparison] = report.comparisons;
    expect([comparison.a, comparison.b]).toEqual(["wasm-relaxed-simd", "webgpu"]);
    const worst = Math.max(...comparison.tensors.map((one: { relative: number }) => one.relative));
    // Two machines that round differently do not agree to the bit, and sound ones agree to a few of them.
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(1e-4);
    const passes = comparison.tensors.map((one: { pass: string }) => one.pass);
    expect(new Set(passes)).toEqual(new Set(["forward", "gradient"]));
  });
});

inBrowser("a comparison without a GPU and without isolation", (browser) => {
  it("says so, says how to get them, and compares WASM with float64", async () => {
    const opened = await explorer(browser(), { url: inject("pages").plain });
    const { page } = opened;
    page.on("worker", (worker) => {
      void worker.evaluate(() => Object.defineProperty(navigator, "gpu", { value: undefined }));
    });
    await opened.open("#/compare?tokens=4&without=wasm-simd");
    await page.getByText(text.obstacle["no-webgpu"]).waitFor();
    expect(await page.getByText(text.obstacle["not-isolated"]).count()).toBe(2);
    await page.getByRole("button", { name: text.start, exact: true }).click();
    const verdict = page.locator("[data-verdict=agree]");
    await verdict.waitFor();
    expect(await verdict.textContent()).toContain(
      text.pair(text.backend.float64, text.backend["wasm-relaxed-simd"]),
    );
    expect(opened.troubles).toEqual([]);
    await page.context().close();
  });
});
