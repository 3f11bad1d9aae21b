import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { softwareGpuUnderTest } from "../../scripts/software-gpu.mjs";
import { tags } from "../../scripts/testing/parts.mjs";

const probe = fileURLToPath(new URL("test/find-adapter.mjs", import.meta.url));
const env = { ...process.env, ...softwareGpuUnderTest };
const found = spawnSync(process.execPath, [probe], { env, stdio: "ignore" }).status === 0;

export default defineConfig({
  test: {
    name: "@qkv/gpu-webgpu",
    tags,
    env: softwareGpuUnderTest,
    include: found
      ? ["test/**/*.test.ts"]
      : ["test/without-adapter.test.ts", "test/chromium.test.ts"],
    exclude: [...configDefaults.exclude, ...(found ? ["test/without-adapter.test.ts"] : [])],
    // Drivers that compute on the CPU take seconds to compile a kernel.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
