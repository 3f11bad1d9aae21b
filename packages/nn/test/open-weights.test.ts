import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { bytesSource } from "../src/weights/byte-source.ts";
import { openWeights } from "../src/weights/open-weights.ts";
import { readSafetensors, SafetensorsError } from "../src/weights/read-safetensors.ts";
import { openShardedTorchCheckpoint } from "../src/weights/torch-pickle/open-torch-checkpoint.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`weight-files/${name}`, import.meta.url)));
const open = (bytes: Uint8Array) => openWeights(bytesSource(bytes));

it("opens a model of each kind under the same names", async () => {
  const names = [...readSafetensors(fixture("llama.safetensors")).tensors.keys()].sort();
  for (const file of ["llama.safetensors", "llama.gguf", "llama-v1.bin"])
    expect([...(await open(fixture(file))).tensors.keys()].sort(), file).toEqual(names);
  for (const file of ["state-dict.pt", "legacy.pt", "training.pt"])
    expect((await open(fixture(file))).tensors.size, file).toBeGreaterThan(1);
});

it("tells a pickle from a safetensors file whose header has 128 bytes", async () => {
  const values = { dtype: "float32", shape: [1], values: Float32Array.of(1) } as const;
  for (let length = 40; length < 90; length++) {
    const name = "n".repeat(length);
    const file = writeSafetensors([[name, values]]);
    expect([...(await open(file)).tensors.keys()], String(file[0])).toEqual([name]);
  }
});

it("refuses what is none as safetensors", async () => {
  await expect(open(Uint8Array.of(1, 2))).rejects.toThrow(SafetensorsError);
  await expect(open(Buffer.from("<!DOCTYPE html>"))).rejects.toThrow(SafetensorsError);
});

it("opens a state dict in several files of PyTorch's", async () => {
  const file = "pytorch_model-00001-of-00001.bin";
  const weight_map = { weight: file, "nested.bias": file };
  const index = JSON.stringify({ metadata: {}, weight_map });
  const openShard = async () => bytesSource(fixture("protocol-4.pt"));
  const { tensors } = await openShardedTorchCheckpoint(index, openShard);
  expect([...tensors.keys()]).toEqual(["weight", "nested.bias"]);
  const more = JSON.stringify({ weight_map: { ...weight_map, other: file } });
  await expect(openShardedTorchCheckpoint(more, openShard)).rejects.toThrow(
    'tensor "other": the index puts it into "pytorch_model-00001-of-00001.bin", which has none',
  );
});
