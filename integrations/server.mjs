import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { visitEach } from "./browse.mjs";

const PATIENCE_MS = 60_000;

/** Starts a server: { url, visit(options), stop() } once it answers. PORT among its arguments is a free port. */
export async function startServer(program, args, settings) {
  const port = await freePort();
  const given = args.map((arg) => (arg === "PORT" ? String(port) : arg));
  // A group of its own: such tools are a program that starts another.
  const child = spawn(program, given, {
    ...settings,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part) => {
      said += part;
    });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    if (child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    await ended;
  };
  const url = `http://localhost:${port}/`;
  for (const start = Date.now(); !(await answers(url)); ) {
    if (child.exitCode === null && Date.now() - start < PATIENCE_MS) continue;
    await stop();
    throw new Error(`${program} ${given.join(" ")} does not answer at ${url}:\n${said}`);
  }
  return { url, visit: (options) => visitEach(url, options), stop };
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return false;
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
