import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { browser, browserArguments } from "../../../../scripts/browser-page.mjs";
import { policy } from "../../build/content-security-policy.ts";
import { serveFolder } from "../../server/serve.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the browser that all files share; undefined where there is none. */
    browser: string | undefined;
    /** The built page: cross-origin isolated, its policy as a header for all files, and under a base path without isolation. */
    pages: { readonly isolated: string; readonly plain: string };
  }
}

const folder = fileURLToPath(new URL("../../dist", import.meta.url));

/** One browser and one server of the built page for all test files. */
export default async function startBrowser(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(`${folder}/index.html`))
    throw new Error("the page is not built, expected packages/web-demo/dist: npm run build");
  const isolated = await serveFolder(folder, { isolated: true, policy });
  const plain = await serveFolder(folder, { base: "/some/where/", cors: true });
  project.provide("pages", { isolated: isolated.url, plain: plain.url });
  const running = existsSync(browser)
    ? await chromium.launchServer({
        executablePath: browser,
        args: browserArguments,
      })
    : undefined;
  project.provide("browser", running?.wsEndpoint());
  return async () => {
    await running?.close();
    await isolated.close();
    await plain.close();
  };
}
