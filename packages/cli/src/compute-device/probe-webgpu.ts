import { execFile } from "node:child_process";

/** Tries a device in a process of its own and says as JSON what came of it. */
const script = `
import { webgpu } from ${JSON.stringify(import.meta.resolve("@qkv/gpu-webgpu"))};
let outcome = {};
try {
  await webgpu({ matmul: "workgroup" });
} catch ({ name, message }) {
  outcome = { name, message };
}
process.stdout.write(JSON.stringify(outcome), () => process.exit());
`;

/** Why there is no WebGPU on this machine. */
export interface WebgpuProblem {
  readonly name: string;
  readonly message: string;
}

/**
 * What stands in the way of WebGPU; undefined for nothing. Dawn and the drivers write what they think to the process's
 * stderr, places in their own sources too, and cannot be told not to. So the question is asked in another process, and
 * what is wrong with the driver becomes a part of the one message.
 */
export function probeWebgpu(): Promise<WebgpuProblem | undefined> {
  const args = ["--input-type=module", "--eval", script];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { encoding: "utf8" }, (error, stdout, stderr) => {
      const { name, message } = outcomeOf(stdout) ?? {
        name: "WebgpuUnavailableError",
        message: `webgpu: the GPU's driver fails (${error?.signal ?? `exit code ${error?.code}`}); use --device wasm, or another driver`,
      };
      if (name === undefined || message === undefined) return resolve(undefined);
      const reasons = driverWarnings(stderr);
      const said = reasons.length > 0 ? ` (the driver says: ${reasons.join("; ")})` : "";
      resolve({ name, message: `${message}${said}` });
    });
  });
}

function outcomeOf(stdout: string): Partial<WebgpuProblem> | undefined {
  try {
    const value: { name?: unknown; message?: unknown } = JSON.parse(stdout);
    return typeof value.name === "string" && typeof value.message === "string"
      ? { name: value.name, message: value.message }
      : {};
  } catch {
    return undefined; // it did not come to its end
  }
}

/** "Warning: Vulkan x required.\n - While ...\n    at InitializeImpl (/home/...)" -> ["Vulkan x required."] */
const driverWarnings = (stderr: string): readonly string[] => [
  ...new Set([...stderr.matchAll(/^(?:Warning|Error): (.*\S)/gm)].map(([, text]) => text!)),
];
