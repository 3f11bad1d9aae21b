import { expectObject } from "../options/expect-argument.ts";
import { type ByteSource, readRange } from "./byte-source.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { ggufModel } from "./gguf/gguf-model.ts";
import { openGguf } from "./gguf/open-gguf.ts";
import { openLlama2c } from "./llama2c/open-llama2c.ts";
import { openSafetensors } from "./open-safetensors.ts";
import { openTorchCheckpoint } from "./torch-pickle/open-torch-checkpoint.ts";

/** What files begin with: as text, byte by byte. */
const openers: readonly (readonly [
  begin: string,
  open: (source: ByteSource) => Promise<Checkpoint>,
])[] = [
  ["GGUF", async (source) => (await ggufModel(await openGguf(source))).checkpoint],
  ["PK\x03\x04", (source) => openTorchCheckpoint(source)],
  ["\x80", (source) => openTorchCheckpoint(source)], // a pickle
  ["24ka", async (source) => (await openLlama2c(source)).checkpoint],
];

/**
 * Open weights of whichever kind they are, by what the file begins with: safetensors, a state dict of PyTorch's, GGUF or
 * llama2.c's (version 1), the last two under Hugging Face's names and in its layout. Reads no values; the source must stay open.
 *
 * @throws SafetensorsError, TorchFileError, GgufError or Llama2cError; what the source throws
 */
export async function openWeights(source: ByteSource): Promise<Checkpoint> {
  expectObject("openWeights", "source", source, "a byte source", "size", "read");
  const first = await readRange(source, 0, Math.min(4, source.size));
  const begin = String.fromCharCode(...first);
  const found = openers.find(([expected]) => begin.startsWith(expected));
  // The first byte of a safetensors file is the lowest of its header's length: 0x80 may be one, and "{" follows.
  const [brace] = source.size > 8 ? await readRange(source, 8, 1) : [];
  if (!found || (found[0] === "\x80" && brace === 0x7b)) return openSafetensors(source);
  return found[1](source);
}
