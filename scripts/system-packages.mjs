import { existsSync } from "node:fs";
import { runCaptured } from "./run-captured.mjs";

const apt = "/usr/bin/apt-get";
const wanted = ["chromium", "libvulkan1", "redis-server"];
const machine = { x64: "x86_64", arm64: "aarch64" }[process.arch];
const installed = [
  "/usr/bin/chromium",
  `/usr/lib/${machine}-linux-gnu/libvulkan.so.1`,
  "/usr/bin/redis-server",
];

/**
 * What tests need of the system: for WebGPU a browser, which also brings a driver that computes on the CPU, and the Vulkan
 * loader; for batches on several machines a Redis server. Installed by apt where this may be done; elsewhere those tests say
 * what they skip.
 */
export async function installSystemPackages() {
  if (installed.every(existsSync)) return;
  if (process.platform !== "linux" || process.getuid() !== 0 || !existsSync(apt)) return;
  console.error(`Installing ${wanted.join(", ")} for the tests (once, about a minute) ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runCaptured(apt, ["update", "-q"], { env });
  const { ok, output } = await runCaptured(
    apt,
    ["install", "-y", "-q", "--no-install-recommends", ...wanted],
    { env },
  );
  if (!ok) console.error(`apt could not install them:\n${output.trimEnd()}`);
}
