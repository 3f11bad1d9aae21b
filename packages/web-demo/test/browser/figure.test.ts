import { expect, it } from "vitest";
import { en } from "../../src/words/en.ts";
import { explorer, inBrowser } from "./explorer.ts";

inBrowser("the menu of a picture", (browser) => {
  it("says for two seconds that the numbers are copied, counted from the last time", async () => {
    const { page, open } = await explorer(browser(), { permissions: ["clipboard-write"] });
    await page.clock.install();
    await open("#/attention?model=whale&text=the+whale&attention=1&head=2");
    const menu = page.locator("figure details").first();
    await menu.locator("summary").click();
    await page.clock.pauseAt(Date.now() + 60_000); // from here on time goes as it is told
    const copied = menu.getByText(en.pictures.copied, { exact: true });
    await menu.getByText(en.pictures.copyCsv, { exact: true }).click();
    await copied.waitFor();
    await page.clock.runFor(1900);
    await copied.click();
    await page.clock.runFor(1900);
    expect(await copied.count()).toBe(1);
    await page.clock.runFor(200);
    await menu.getByText(en.pictures.copyCsv, { exact: true }).waitFor();
    await page.context().close();
  });
});
