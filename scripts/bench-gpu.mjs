import { join, resolve } from "node:path";
import { gpuOptions, gpuUsage } from "../bench/gpu/options.mjs";
import { benchNode } from "./bench-node.mjs";
import { contestCommand } from "./contest-command.mjs";
import { root } from "./repository.mjs";
import { runInForeground } from "./run-in-foreground.mjs";
import { softwareGpu } from "./software-gpu.mjs";

/** What the contest exits with where it finds no adapter. */
const noAdapter = 3;

/** The contest on WebGPU: `npm run -s bench:gpu -- --help` lists the options. */
await contestCommand({ read: gpuOptions, usage: gpuUsage }, async ({ node, bundle }, args, cwd) =>
  bundle === undefined ? contest(await benchNode(node), args, cwd) : write(resolve(cwd, bundle)),
);

/** On the GPU, or where there is none on a driver that computes on the CPU. */
async function contest(program, args, cwd) {
  const start = (env) =>
    runInForeground(program, [join(root, "bench", "gpu", "contest.mjs"), ...args], {
      cwd,
      env: { ...process.env, ...env },
    });
  const code = await start();
  const [driver] = Object.values(softwareGpu);
  if (code !== noAdapter || !driver) return code;
  console.error(`No GPU, so once more with ${driver}`);
  return start(softwareGpu);
}

async function write(folder) {
  const { bundleContest } = await import("../bench/gpu/bundle.mjs");
  const { file, bytes } = await bundleContest(folder);
  console.log(
    `${file}: ours and its peers, ${(bytes / 1e6).toFixed(1)} MB; it needs Node 24 and the package webgpu`,
  );
  return 0;
}
