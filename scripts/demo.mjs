import { join } from "node:path";
import { serveFolder } from "../packages/web-demo/server/serve.mjs";
import { installAndBuild } from "./prepare.mjs";
import { root } from "./repository.mjs";

const usage = `npm run demo -- [--port N]

Builds the explorer if anything changed, and serves it on this machine. Ctrl-C ends it.`;

process.exitCode = await command(process.argv.slice(2));

async function command(args) {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usage);
    return 0;
  }
  const port = portOf(args);
  if (port === undefined) {
    console.error(`expected --port and a number up to 65535, got ${args.join(" ")}\n\n${usage}`);
    return 1;
  }
  if (!(await installAndBuild())) return 1;
  const folder = join(root, "packages", "web-demo", "dist");
  try {
    const { url } = await serveFolder(folder, { port, isolated: true });
    console.log(`The explorer is at ${url} (Ctrl-C ends it)`);
    return 0;
  } catch (error) {
    console.error(`The explorer could not be served: ${error.message}`);
    return 1;
  }
}

/** The port that is asked for; 0, any free one, unless one is; undefined for what is no port. */
function portOf(args) {
  if (args.length === 0) return 0;
  const [name, value] = args.flatMap((arg) => arg.split("="));
  const port = Number(value);
  if (name !== "--port" || !/^\d+$/.test(value ?? "") || port > 65535) return undefined;
  return port;
}
