import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFileSafely } from "@qkv/nn/node";
import { SafetensorsStream } from "@qkv/nn/weights";

/**
 * Write a folder as models are published, config.json and model.safetensors, and return its path. It lies among temporary
 * files until this process ends. `tensors` are [name, { dtype, shape, values } or pieces], `floats` how they are stored.
 */
export async function writeModelFolder(config, tensors, floats = "float32") {
  const folder = mkdtempSync(join(tmpdir(), "qkv-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "config.json"), JSON.stringify({ ...config, torch_dtype: floats }));
  const stream = new SafetensorsStream(tensors, { format: "pt" }, floats);
  await writeFileSafely(join(folder, "model.safetensors"), stream);
  return folder;
}
