import { join, resolve } from "node:path";
import { benchNode } from "./bench-node.mjs";
import { installBenchPeers } from "./bench-peers.mjs";
import { build, install } from "./prepare.mjs";
import { root } from "./repository.mjs";
import { runInForeground } from "./run-in-foreground.mjs";
import { softwareGpu } from "./software-gpu.mjs";

/** What the contest exits with where it finds no adapter. */
const noAdapter = 3;

/** The contest on WebGPU: `npm run -s bench:gpu -- --help` lists the options. */
async function main(args) {
  const { gpuOptions, gpuUsage } = await import("../bench/gpu/options.mjs");
  if (args.includes("--help")) {
    console.log(gpuUsage);
    return 0;
  }
  const { node, bundle } = explained(() => gpuOptions(args), gpuUsage);
  if (!(await install())) return 1;
  const built = await build();
  if (!built.ok)
    throw new Error(`${built.output.trimEnd()}\n\nThe build failed, for the reason above.`);
  await installBenchPeers();
  // npm runs this in the repository's root, wherever the user stands.
  const cwd = resolve(process.env.INIT_CWD ?? ".");
  return bundle === undefined
    ? contest(await benchNode(node), args, cwd)
    : write(resolve(cwd, bundle));
}

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

function explained(read, usage) {
  try {
    return read();
  } catch (error) {
    throw new Error(`${error.message}\n${usage}`);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
