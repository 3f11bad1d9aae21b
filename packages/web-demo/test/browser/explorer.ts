import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, inject, it } from "vitest";

/** A page of the explorer, and what went wrong in it. */
export interface Explorer {
  readonly page: Page;
  /** Errors and warnings of the console, and what was thrown; those of other hosts that were asked, too. */
  readonly troubles: string[];
  /** Go to a place and wait until the view stands and nothing is computed. */
  open(hash: string): Promise<void>;
  settled(): Promise<void>;
}

/** Tests in the browser that all files share, or one that says why there are none. */
export function inBrowser(name: string, tests: (browser: () => Browser) => void): void {
  const address = inject("browser");
  if (address === undefined) {
    it(name, ({ skip }) => skip("no browser; apt install chromium, or name one in CHROMIUM"));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.connect(address);
    });
    afterAll(() => browser?.close());
    tests(() => browser);
  });
}

export async function explorer(
  browser: Browser,
  { url = inject("pages").isolated, ...options }: BrowserContextOptions & { url?: string } = {},
): Promise<Explorer> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    serviceWorkers: "block",
    locale: "en-GB",
    ...options,
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => {
    const blocked = message.text().includes("Service Worker registration blocked by Playwright");
    if (["error", "warning"].includes(message.type()) && !blocked) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    const outside = !request.url().startsWith(new URL(url).origin);
    if (outside && !/^(blob|data):/.test(request.url())) troubles.push(`asks ${request.url()}`);
  });
  const settled = async () => {
    await page.waitForSelector("[data-view][data-ready=true][data-busy=false]");
  };
  return {
    page,
    troubles,
    settled,
    async open(hash) {
      await page.goto(`${url}${hash}`);
      await settled();
    },
  };
}

/** What axe finds serious or critical: the rule and the places. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { default: axe } = await import("axe-core");
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as { axe: typeof import("axe-core") }
    ).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
}
