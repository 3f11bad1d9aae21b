import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { views } from "../../src/views/index.ts";
import { de } from "../../src/words/de.ts";
import { en } from "../../src/words/en.ts";
import { type Explorer, explorer, inBrowser, seriousFindings } from "./explorer.ts";

inBrowser("every view of the table", (browser) => {
  describe.each(views.map(({ name }) => name))("%s", (name) => {
    let view: Explorer;
    beforeAll(async () => {
      view = await explorer(browser());
      await view.open(`#/${name}`);
    });
    afterAll(() => view?.page.context().close());

    it("opens by its address", async () => {
      expect(await view.page.textContent("h1")).toBe(en.views[name].name);
      expect(await view.page.locator('[role="alert"]').allTextContents()).toEqual([]);
    });

    it.each(["light", "dark"] as const)("has nothing serious for axe, %s", async (colorScheme) => {
      await view.page.emulateMedia({ colorScheme });
      await view.page.waitForSelector(`.explorer[data-theme=${colorScheme}]`);
      expect(await seriousFindings(view.page)).toEqual([]);
    });

    it("fits a phone 360 pixels wide", async () => {
      await view.page.setViewportSize({ width: 360, height: 740 });
      const wide = () => view.page.evaluate(() => document.documentElement.scrollWidth);
      await expect.poll(wide).toBeLessThanOrEqual(360);
      await view.page.click("header .brand");
      await view.page.waitForSelector(".arcs");
      await view.open(`#/${name}`);
      const link = await view.page.locator("header nav [aria-current]").boundingBox();
      expect(link!.x).toBeGreaterThanOrEqual(0);
      expect(link!.x + link!.width).toBeLessThanOrEqual(360);
      await view.page.setViewportSize({ width: 1280, height: 900 });
    });

    it("speaks German", async () => {
      await view.page.selectOption("header select", "de");
      await expect.poll(() => view.page.textContent("h1")).toBe(de.views[name].name);
      expect(await view.page.getAttribute("html", "lang")).toBe("de");
    });

    it("has no trouble in the console, and asks no other host", () => {
      expect(view.troubles).toEqual([]);
    });
  });
});
