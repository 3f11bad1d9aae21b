import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { isDecoder } from "../../src/models/roles.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import type { Pretrained } from "../../src/pretrained/from-pretrained.ts";
import type { PretrainedSource } from "../../src/pretrained/pretrained-source.ts";
import { bytesSource } from "../../src/weights/byte-source.ts";
import { GgufError } from "../../src/weights/gguf/gguf-error.ts";
import { ggufModel } from "../../src/weights/gguf/gguf-model.ts";
import { openGguf } from "../../src/weights/gguf/open-gguf.ts";
import { ggufOf } from "../weight-files/gguf-of.ts";

const fixture = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../weight-files/${name}`, import.meta.url)));

/** As `<input type="file">` gives it. */
const picked = (name: string, bytes: Uint8Array<ArrayBuffer>): File =>
  Object.defineProperty(new File([bytes], name), "webkitRelativePath", { value: "" });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qkv-one-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

function logitsOf({ model }: Pretrained): number[] {
  if (!isDecoder(model)) throw new Error("expected a decoder");
  const ids = tensor([[1, 4, 5, 6, 12, 3]], { dtype: "int32" });
  return [...model.forward(ids).dataSync()];
}

/** The same Llama as a folder of Hugging Face's. */
async function asFolder(): Promise<Pretrained> {
  const { config } = await ggufModel(await openGguf(bytesSource(await fixture("llama.gguf"))));
  return fromPretrained(
    new Map([
      ["config.json", new TextEncoder().encode(JSON.stringify(config))],
      ["model.safetensors", await fixture("llama.safetensors")],
    ]),
  );
}

describe("a model in one file", () => {
  const sources: readonly (readonly [what: string, source: () => Promise<PretrainedSource>])[] = [
    ["a GGUF file in memory", async () => new Map([["x.gguf", await fixture("llama.gguf")]])],
    ["a GGUF file that was picked", async () => [picked("x.GGUF", await fixture("llama.gguf"))]],
    ["llama2.c, version 0", async () => new Map([["x.bin", await fixture("llama-v0.bin")]])],
    ["llama2.c, version 1", async () => new Map([["x.bin", await fixture("llama-v1.bin")]])],
    [
      "a GGUF file on the disk",
      async () => {
        const path = join(folder, "model.gguf");
        await copyFile(new URL("../weight-files/llama.gguf", import.meta.url), path);
        return path;
      },
    ],
  ];

  it.each(sources)("%s computes what its folder computes", async (_, source) => {
    const expected = logitsOf(await asFolder());
    expect(logitsOf(await fromPretrained(await source()))).toEqual(expected);
  });

  it("has the tokenizer of its file", async () => {
    const { tokenizer, config, generationConfig } = await fromPretrained(
      new Map([["x.gguf", await fixture("llama.gguf")]]),
    );
    expect([...tokenizer!.encode("ab a")]).toEqual([1, 7, 8]);
    expect(tokenizer!.decode([7, 8])).toBe("ab a");
    expect(config.model_type).toBe("llama");
    expect(generationConfig).toEqual({ bos_token_id: 1, eos_token_id: 2 });
  });

  it("has llama2.c's tokenizer, which lies beside it", async () => {
    const { tokenizer } = await fromPretrained(
      new Map([
        ["x.bin", await fixture("llama-v1.bin")],
        ["tokenizer.bin", await fixture("tokenizer.bin")],
      ]),
    );
    expect([...tokenizer!.encode("ab")]).toEqual([1, 7]);
  });

  it("is refused by its file's name", async () => {
    const refused = fromPretrained(new Map([["x.gguf", ggufOf()]]));
    await expect(refused).rejects.toThrow('x.gguf: GGUF: "general.architecture": is missing');
    await expect(refused).rejects.toMatchObject({ cause: expect.any(GgufError) });
  });
});
