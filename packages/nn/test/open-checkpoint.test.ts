import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileReadError } from "../src/node/file-read-error.ts";
import { openCheckpoint } from "../src/node/open-checkpoint.ts";
import { openFile } from "../src/node/open-file.ts";
import { SafetensorsError } from "../src/weights/read-safetensors.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";

const vector = (...values: number[]) => ({
  dtype: "float32" as const,
  shape: [values.length],
  values: Float32Array.from(values),
});
const single = writeSafetensors([["a", vector(1, 2)]], { format: "pt" });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qkv-checkpoint-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A folder of these files. */
async function folderOf(name: string, files: Record<string, Uint8Array | string>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(path, file), bytes);
  return path;
}

const openFiles = async (): Promise<number> => (await readdir("/proc/self/fd")).length;
const onLinux = process.platform === "linux";

describe("openFile", () => {
  it("reads parts of a file until it is closed", async () => {
    const path = join(folder, "ten");
    await writeFile(path, "0123456789");
    const file = await openFile(path);
    expect(file.size).toBe(10);
    expect(Buffer.from(await file.read(3, 4)).toString()).toBe("3456");
    expect((await file.read(10, 0)).length).toBe(0);
    await truncate(path, 5);
    await expect(file.read(3, 4)).rejects.toThrow(
      `cannot read ${path}: it ended at byte 5 of 10 while being read`,
    );
    await file.close();
    await expect(file.read(0, 1)).rejects.toThrow();
  });

  it.runIf(onLinux)("closes what `using` opened, and what it refuses", async () => {
    const before = await openFiles();
    {
      await using file = await openFile(join(folder, "ten"));
      expect(file.size).toBe(5);
      expect(await openFiles()).toBe(before + 1);
    }
    await expect(openFile(folder)).rejects.toThrow("it is a folder, expected a file");
    expect(await openFiles()).toBe(before);
  });
});

describe("openCheckpoint", () => {
  const index = (weight_map: object): string => JSON.stringify({ metadata: {}, weight_map });
  const shards = {
    "1.safetensors": single,
    "2.safetensors": writeSafetensors([["b", vector(3)]]),
    "model.safetensors.index.json": index({ a: "1.safetensors", b: "2.safetensors" }),
  };

  it.each([
    ["a file", "file", { "x.safetensors": single }, "x.safetensors", ["a"]],
    ["a folder", "whole", { "model.safetensors": single }, "", ["a"]],
    ["a folder of shards", "shards", shards, "", ["a", "b"]],
    ["an index", "index", shards, "model.safetensors.index.json", ["a", "b"]],
    // As transformers does.
    ["a folder of both", "both", { ...shards, "model.safetensors": single }, "", ["a"]],
  ])("opens %s", async (_, name, files, path, names) => {
    const at = join(await folderOf(name, files), path);
    const before = onLinux ? await openFiles() : 0;
    {
      await using checkpoint = await openCheckpoint(at);
      expect([...checkpoint.tensors.keys()]).toEqual(names);
      expect(checkpoint.metadata).toEqual({ format: "pt" });
      expect([...(await checkpoint.tensors.get("a")!.read()).values]).toEqual([1, 2]);
    }
    if (onLinux) expect(await openFiles()).toBe(before);
  });

  it("opens a state dict of PyTorch's, in one file or several", async () => {
    const bytes = await readFile(new URL("weight-files/protocol-4.pt", import.meta.url));
    const shard = "pytorch_model-00001-of-00001.bin";
    const index = JSON.stringify({ weight_map: { weight: shard, "nested.bias": shard } });
    const paths = [
      await folderOf("torch", { "pytorch_model.bin": bytes }),
      await folderOf("torch-shards", { [shard]: bytes, "pytorch_model.bin.index.json": index }),
    ];
    for (const path of paths) {
      await using checkpoint = await openCheckpoint(path);
      expect([...checkpoint.tensors.keys()]).toEqual(["weight", "nested.bias"]);
      expect((await checkpoint.tensors.get("weight")!.read()).shape).toEqual([4, 6]);
    }
  });

  it("follows links, of which Hugging Face's cache is made", async () => {
    const path = await folderOf("linked", {});
    await symlink(join(folder, "file", "x.safetensors"), join(path, "model.safetensors"));
    await using checkpoint = await openCheckpoint(path);
    expect(checkpoint.tensors.size).toBe(1);
  });

  it("says what is wrong with the path", async () => {
    const missing = join(folder, "missing");
    await expect(openCheckpoint(missing)).rejects.toThrow(FileReadError);
    await expect(openCheckpoint(missing)).rejects.toThrow("there is no such file (ENOENT)");
    await expect(openCheckpoint(await folderOf("bare", {}))).rejects.toThrow(
      "the folder has neither model.safetensors nor model.safetensors.index.json",
    );
  });

  it("opens nothing outside of the folder, and leaves nothing open that it refuses", async () => {
    const hostile = { ...shards, "model.safetensors.index.json": index({ a: "../ten" }) };
    const lost = {
      "1.safetensors": single,
      "model.safetensors.index.json": shards["model.safetensors.index.json"],
    };
    const paths = [await folderOf("hostile", hostile), await folderOf("lost", lost)];
    const before = onLinux ? await openFiles() : 0;
    await expect(openCheckpoint(paths[0]!)).rejects.toThrow(SafetensorsError);
    await expect(openCheckpoint(paths[1]!)).rejects.toThrow(
      `cannot read ${join(paths[1]!, "2.safetensors")}: there is no such file (ENOENT)`,
    );
    if (onLinux) expect(await openFiles()).toBe(before);
  });
});
