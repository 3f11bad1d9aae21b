import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { serveFolder } from "../packages/web-demo/server/serve.mjs";
import { browser, browserArguments } from "../scripts/browser-page.mjs";
import { engines, faultsOf } from "./engines.mjs";
import { timed } from "./timed.mjs";

const PATIENCE_MS = 120_000;
const PREFIX = "outcome ";

/**
 * Opens a served page once for each engine: a result of each. The page computes what its address asks for and prints the
 * outcome; whatever else it prints that is a warning or an error is a fault. The bytes are those of the scripts that came,
 * after gzip.
 */
export async function browse(
  folder,
  { path = "", on = Object.keys(engines), policy, isolated = true, outcomeOf = faultsOf } = {},
) {
  const served = await serveFolder(folder, { isolated, ...(policy ? { policy } : {}) });
  try {
    return await visitEach(`${served.url}${path}`, { on, outcomeOf });
  } finally {
    await served.close();
  }
}

/** The same of a page that somebody else serves. */
export async function visitEach(url, { on = Object.keys(engines), outcomeOf = faultsOf } = {}) {
  const running = await chromium.launch({ executablePath: browser, args: browserArguments });
  try {
    const results = [];
    for (const engine of on)
      results.push(await timed(engine, () => visit(running, url, engine, outcomeOf)));
    return results;
  } finally {
    await running.close();
  }
}

/** The faults and the bytes of a page of a running browser. */
export async function visit(running, url, engine, outcomeOf = faultsOf) {
  const page = await running.newPage();
  const faults = [];
  const scripts = [];
  page.on("response", (response) => {
    if (/javascript/.test(response.headers()["content-type"] ?? ""))
      scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  let patience;
  const outcome = await new Promise((resolve) => {
    const fail = (fault) => {
      faults.push(fault);
      resolve(undefined);
    };
    patience = setTimeout(fail, PATIENCE_MS, "no outcome within two minutes");
    page.on("pageerror", (error) => fail(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      const text = message.text();
      if (text.startsWith(PREFIX)) resolve(JSON.parse(text.slice(PREFIX.length)));
      else if (["error", "warning"].includes(message.type())) faults.push(`console: ${text}`);
    });
    const asked = encodeURIComponent(JSON.stringify(engines[engine].options));
    page.goto(`${url}?options=${asked}`).catch((error) => fail(error.message));
  });
  clearTimeout(patience); // or it would add its fault to results that stand
  const sizes = await Promise.all(scripts);
  await page.close();
  if (outcome) faults.push(...outcomeOf(outcome, engine));
  return { faults, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
