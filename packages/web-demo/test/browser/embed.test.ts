import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { de } from "../../src/words/de.ts";
import { type Explorer, explorer, inBrowser } from "./explorer.ts";

/** A foreign page on a host of its own, under a policy as strict as an embedding allows. */
async function foreignPage(explorerUrl: string) {
  const { origin } = new URL(explorerUrl);
  const policy = [
    "default-src 'none'",
    `script-src ${origin} 'wasm-unsafe-eval'`,
    `style-src ${origin}`,
    `font-src ${origin}`,
    `connect-src ${origin}`,
    "worker-src blob:",
  ].join("; ");
  const html = `<!doctype html><meta charset="utf-8"><title>a blog</title>
    <h1>A page about whales</h1>
    <script type="module" src="${explorerUrl}embed.js"></script>
    <qkv-explorer view="follow" text="the whale" theme="dark" lang="de"></qkv-explorer>`;
  const server = createServer((_, response) => {
    response.setHeader("content-security-policy", policy);
    response.setHeader("content-type", "text/html");
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/`, close: () => server.close() };
}

inBrowser("the element in a foreign page", (browser) => {
  let page: Explorer;
  let foreign: Awaited<ReturnType<typeof foreignPage>>;
  beforeAll(async () => {
    foreign = await foreignPage(inject("pages").plain);
    page = await explorer(browser(), { url: foreign.url });
    await page.open("");
  });
  afterAll(async () => {
    await page?.page.context().close();
    foreign?.close();
  });

  it("shows the view of its attributes, in a shadow root", async () => {
    expect(await page.page.getByLabel(de.views.follow.sentence).inputValue()).toBe("the whale");
    await page.page.locator("qkv-explorer canvas").first().waitFor();
  });

  it("has its own look, and leaves the page's alone", async () => {
    const font = (selector: string) =>
      page.page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).fontFamily);
    expect(await font("qkv-explorer .view")).toContain("Inter");
    expect(await font("h1")).not.toContain("Inter");
    expect(await page.page.getAttribute("qkv-explorer .explorer", "data-theme")).toBe("dark");
    expect(await page.page.title()).toBe("a blog");
  });

  it("is as wide as its place", async () => {
    await page.page.setViewportSize({ width: 420, height: 700 });
    const wide = () => page.page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(wide).toBeLessThanOrEqual(420);
  });

  it("asks nobody but its own host, and has no trouble", () => {
    const own = inject("pages").plain;
    expect(page.troubles.filter((trouble) => !trouble.startsWith(`asks ${own}`))).toEqual([]);
  });
});
