import { join } from "node:path";
import { chromium } from "playwright-core";
import { browser, browserArguments } from "../../scripts/browser-page.mjs";
import { visit } from "../browse.mjs";
import { html } from "../html.mjs";
import { timed } from "../timed.mjs";

/** A page of a browser extension, whose policy no manifest can make weaker. */
export default {
  title: "browser extension",
  tools: { esbuild: "0.27.7" },
  async run(project, { on }) {
    await project.writeProgram("esm");
    project.write({
      "extension.js": `import { answer } from "./page.js";
answer({ worker: "/qkv-worker.js" }).then((outcome) => console.log("outcome " + JSON.stringify(outcome)));
`,
      "dist/index.html": html("/extension.js"),
      "dist/background.js": "",
      "dist/manifest.json": {
        ...{ manifest_version: 3, name: "qkv", version: "1.0" },
        background: { service_worker: "background.js" },
        content_security_policy: {
          extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'",
        },
        cross_origin_embedder_policy: { value: "require-corp" },
        cross_origin_opener_policy: { value: "same-origin" },
      },
    });
    const bundle = ["--bundle", "--format=esm", "--minify", "--splitting", "--outdir=dist"];
    await project.tool("esbuild", "extension.js", ...bundle);
    project.copy("node_modules/@qkv/nn/dist/worker.js", "dist/qkv-worker.js");
    const dist = join(project.folder, "dist");
    const running = await chromium.launchPersistentContext(join(project.folder, "profile"), {
      executablePath: browser,
      args: [
        ...browserArguments,
        `--disable-extensions-except=${dist}`,
        `--load-extension=${dist}`,
      ],
    });
    try {
      const background =
        running.serviceWorkers()[0] ?? (await running.waitForEvent("serviceworker"));
      const url = new URL("/index.html", background.url()).href;
      const results = [];
      for (const engine of on) results.push(await timed(engine, () => visit(running, url, engine)));
      return results;
    } finally {
      await running.close();
    }
  },
};
