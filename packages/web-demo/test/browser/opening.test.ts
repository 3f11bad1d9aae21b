import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { en } from "../../src/words/en.ts";
import { type Explorer, explorer, inBrowser, seriousFindings } from "./explorer.ts";

inBrowser("the opening page", (browser) => {
  let opened: Explorer;
  const arcs = () => opened.page.locator(".arcs path").count();
  beforeAll(async () => {
    opened = await explorer(browser());
  });
  afterAll(() => opened?.page.context().close());

  it("shows attention on a sentence of one's own within 5 seconds", async () => {
    const { page } = opened;
    const start = Date.now();
    await page.goto(inject("pages").isolated);
    await page.getByLabel(en.frame.sentence).fill("the harpoon and the captain");
    const drawn = () => page.locator(".arcs text").allTextContents();
    await expect.poll(async () => (await drawn()).join("")).toContain("harpoon");
    await expect.poll(arcs).toBeGreaterThan(3);
    expect(Date.now() - start).toBeLessThan(5000);
  });

  it("keeps the sentence in the address, and hands it to the first view", async () => {
    const { page } = opened;
    await expect.poll(() => page.url()).toContain("text=the+harpoon");
    await page.getByText(en.frame.goOn).click();
    await opened.settled();
    expect(await page.getByLabel(en.views.follow.sentence).inputValue()).toBe(
      "the harpoon and the captain",
    );
    await page.goBack();
    expect(await page.getByLabel(en.frame.sentence).inputValue()).toBe(
      "the harpoon and the captain",
    );
  });

  it("has nothing serious for axe, and fits a phone", async () => {
    expect(await seriousFindings(opened.page)).toEqual([]);
    await opened.page.setViewportSize({ width: 360, height: 740 });
    const wide = () => opened.page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(wide).toBeLessThanOrEqual(360);
    await opened.page.setViewportSize({ width: 1280, height: 900 });
  });

  it("says where nothing is", async () => {
    await opened.page.evaluate(() => {
      location.hash = "#/nowhere";
    });
    await opened.page.getByText(en.frame.notFound("nowhere")).waitFor();
  });

  it("has no trouble in the console", () => {
    expect(opened.troubles).toEqual([]);
  });
});

inBrowser("the page under a base path, without isolation", (browser) => {
  it("computes on one thread, and says so", async () => {
    const opened = await explorer(browser(), { url: inject("pages").plain });
    await opened.open("#/follow");
    const status = opened.page.locator("footer");
    await status.getByText(en.frame.notIsolated).waitFor();
    await status.getByText(en.frame.computes("wasm", 1)).waitFor();
    expect(opened.troubles).toEqual([]);
    await opened.page.context().close();
  });
});

inBrowser("a kept page without a network", (browser) => {
  it("loads again, isolated where a person asked for it", async () => {
    const opened = await explorer(browser(), {
      url: inject("pages").plain,
      serviceWorkers: "allow",
    });
    const { page, troubles } = opened;
    await opened.open("#/follow");
    await page.locator("footer").getByText(en.frame.offline).waitFor();
    await page.getByText(en.frame.isolate).click();
    await page.locator("footer").getByText(en.frame.isolated).waitFor();
    await page.context().setOffline(true);
    await page.reload();
    await opened.settled();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.locator(".bars").first().waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
