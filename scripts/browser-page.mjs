import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

export const browser = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** What it is started with, so that it has WebGPU where there is no GPU. */
export const browserArguments = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  // SwiftShader compiles it into a store for each word of workgroup memory.
  "--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension",
];

/**
 * A page of a headless browser that has run one of our modules, and a way to close it. It is served from this machine's
 * loopback address, cross-origin isolated; the files of `folder`, if one is given, lie under /files/.
 */
export async function openPage(entry, { folder } = {}) {
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "error",
  });
  const server = await serve(bundle.outputFiles[0].text, folder);
  let running;
  const close = async () => {
    await running?.close();
    server.close();
  };
  try {
    running = await chromium.launch({
      executablePath: browser,
      args: browserArguments,
    });
    const page = await running.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A headless browser that shows HTML files, each in a page of its own: { open(path, viewport), close() }. */
export async function openFiles() {
  const running = await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
  return {
    async open(path, viewport) {
      const page = await running.newPage({ viewport });
      await page.goto(pathToFileURL(path).href);
      return page;
    },
    close: () => running.close(),
  };
}

function serve(script, folder) {
  const html = '<!doctype html><title>qkv</title><script type="module" src="/page.js"></script>';
  const contentOf = (url) => {
    if (url === "/page.js") return script;
    if (folder && url.startsWith("/files/")) return readFile(join(folder, basename(url)));
    return html;
  };
  const server = createServer(async ({ url }, response) => {
    response.setHeader("content-type", url === "/page.js" ? "text/javascript" : "text/html");
    // A page that is cross-origin isolated may use threads.
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    try {
      response.end(await contentOf(url));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
