import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { serveFolder } from "../packages/web-demo/server/serve.mjs";
import { installAndBuild } from "./prepare.mjs";
import { root } from "./repository.mjs";

const usage = `npm run docs -- [--base PATH] [--sources URL] [--serve]

Builds the documentation into docs/.vitepress/dist, for any static host.
  --base PATH    the path under which it will stand, such as /qkv/; / unless given (or DOCS_BASE)
  --sources URL  where the repository's files are shown, such as https://host.example/qkv/blob/main;
                 what leads to a file that is no page is plain text without it (or DOCS_SOURCES)
  --serve        serves it on this machine afterwards; Ctrl-C ends it`;

process.exitCode = await command(process.argv.slice(2));

async function command(args) {
  let options;
  try {
    options = optionsOf(args);
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return 1;
  }
  const { base, sources, serve, help } = options;
  if (help) {
    console.log(usage);
    return 0;
  }
  if (!(await installAndBuild())) return 1;
  process.env.DOCS_BASE = base;
  if (sources) process.env.DOCS_SOURCES = sources;
  // They import installed packages, which were not there before.
  const { writeApiReference } = await import("./documentation/api-reference.mjs");
  const { build } = await import("vitepress");
  const docs = join(root, "docs");
  rmSync(join(docs, "api"), { recursive: true, force: true });
  try {
    await writeApiReference(join(docs, "api"), { sources });
    await build(docs);
  } catch (error) {
    console.error(`The documentation could not be built: ${error.message}`);
    return 1;
  }
  const folder = join(docs, ".vitepress", "dist");
  cpSync(join(root, "packages", "web-demo", "dist"), join(folder, "explorer"), { recursive: true });
  console.log(`The documentation is in ${folder}`);
  if (serve) {
    const { url } = await serveFolder(folder, { port: 0, base });
    console.log(`It is at ${url} (Ctrl-C ends it)`);
  }
  return 0;
}

function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      base: { type: "string", default: process.env.DOCS_BASE ?? "/" },
      sources: { type: "string", default: process.env.DOCS_SOURCES },
      serve: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (!/^\/(.*\/)?$/.test(values.base))
    throw new Error(`--base is ${values.base}, expected a path that begins and ends with /`);
  return values;
}
