import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.mjs";

const program = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"].find(existsSync);

/** Why tests that need a Redis server are skipped here; undefined where they are not. */
export const noRedis =
  program === undefined
    ? "there is no redis-server here; apt-get install redis-server brings one"
    : undefined;

/**
 * A Redis server of one's own, on a free port of this machine alone, in a folder of its own, which keeps what it has over a
 * restart.
 */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), "qkv-redis-"));
  const port = await freePort();
  const args = [
    ...["--port", String(port), "--bind", "127.0.0.1", "--dir", folder],
    ...["--appendonly", "yes", "--appendfsync", "always", "--save", "", "--loglevel", "warning"],
  ];
  let server;
  const start = async () => {
    server = spawn(program, args, { stdio: "ignore" });
    await answering(port, server);
  };
  const stop = (signal = "SIGTERM") =>
    new Promise((resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) return resolve();
      server.once("exit", resolve);
      server.kill(signal);
    });
  const onExit = () => server.kill("SIGKILL");
  process.once("exit", onExit);
  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    ask: (command) => answerTo(port, command),
    async restart() {
      await stop();
      await start();
    },
    async close() {
      await stop("SIGKILL");
      process.off("exit", onExit);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answering(port, server) {
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null)
      throw new Error(`redis-server ended at once, with exit code ${server.exitCode}`);
    // It answers before it has read what it kept, and says so.
    if ((await answerTo(port, "PING").catch(() => "")).startsWith("+PONG")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`redis-server does not answer on port ${port}`);
}

/** What it says to a command, as it stands on the wire. */
const answerTo = (port, command) =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("error", reject);
    socket.on("connect", () => socket.write(`${command}\r\n`));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(String(data));
    });
  });
