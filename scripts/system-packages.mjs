import { existsSync } from "node:fs";
import { runCaptured } from "./run-captured.mjs";

const apt = "/usr/bin/apt-get";
const machine = { x64: "x86_64", arm64: "aarch64" }[process.arch];

/**
 * What tests need of the system: for WebGPU a browser, which also brings a driver that computes on the CPU, and the Vulkan
 * loader; for batches by several machines a Redis server; for jobs of a cluster Slurm, which the exhaustive part tries.
 */
const needs = [
  {
    packages: ["chromium", "libvulkan1"],
    files: ["/usr/bin/chromium", `/usr/lib/${machine}-linux-gnu/libvulkan.so.1`],
  },
  { packages: ["redis-server"], files: ["/usr/bin/redis-server"] },
  {
    packages: ["slurmctld", "slurmd", "slurm-client"],
    files: ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch"],
    exhaustive: true,
  },
];

/** Installed by apt where this may be done; elsewhere the tests say what they skip. */
export async function installSystemPackages({ exhaustive = false } = {}) {
  const wanted = needs.filter((one) => exhaustive || !one.exhaustive);
  const missing = wanted.filter(({ files }) => !files.every(existsSync));
  if (missing.length === 0) return;
  if (process.platform !== "linux" || process.getuid() !== 0 || !existsSync(apt)) return;
  const names = missing.flatMap(({ packages }) => packages).join(", ");
  console.error(`Installing ${names} for the tests (once, about a minute) ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runCaptured(apt, ["update", "-q"], { env });
  // One by one: a distribution may lack some.
  for (const { packages } of missing) {
    const { ok, output } = await runCaptured(
      apt,
      ["install", "-y", "-q", "--no-install-recommends", ...packages],
      { env },
    );
    if (!ok) console.error(`apt could not install ${packages.join(", ")}:\n${output.trimEnd()}`);
  }
}
