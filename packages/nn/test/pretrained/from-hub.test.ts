import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HubNotFoundError, HubOfflineError } from "../../src/hub/hub-error.ts";
import { ModelFolderError } from "../../src/model-folder/model-folder-error.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { plan } from "../../src/node/plan.ts";
import { bytesSource } from "../../src/weights/byte-source.ts";
import { ggufModel } from "../../src/weights/gguf/gguf-model.ts";
import { openGguf } from "../../src/weights/gguf/open-gguf.ts";
import { HubServer } from "../hub/hub-server.ts";

const fixture = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../weight-files/${name}`, import.meta.url)));

let server: HubServer;
let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "qkv-from-hub-"));
  server = await HubServer.start();
  vi.stubEnv("HF_ENDPOINT", server.endpoint);
  vi.stubEnv("HF_HOME", cacheDir);
  vi.stubEnv("HF_HUB_OFFLINE", undefined);
  const { config } = await ggufModel(await openGguf(bytesSource(await fixture("llama.gguf"))));
  server.files = {
    "config.json": { bytes: new TextEncoder().encode(JSON.stringify(config)) },
    "model.safetensors": { bytes: await fixture("llama.safetensors"), large: true },
  };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(cacheDir, { recursive: true });
});

it("loads a model by its name on the hub, and from then on without it", async () => {
  const phases = new Set<string>();
  const onProgress = (done: number, total: number, phase: string) => {
    expect(done).toBeLessThanOrEqual(total);
    phases.add(phase);
  };
  const loaded = await fromPretrained("acme/tiny", { cacheDir, onProgress });
  expect(loaded.config.model_type).toBe("llama");
  expect(loaded.model.numParameters()).toBeGreaterThan(1000);
  expect([...phases]).toEqual(["download", "load"]);
  const asked = server.asked.length;
  await fromPretrained("acme/tiny", { cacheDir, localFilesOnly: true });
  expect(server.asked.length).toBe(asked);
});

it("plans a model by its name on the hub, of which nothing but config.json comes", async () => {
  const planned = await plan("acme/tiny", { cacheDir, context: 8, training: false });
  const weights = server.files["model.safetensors"]!.bytes.length;
  expect(planned).toMatchObject({ tokens: 8, config: { model_type: "llama" } });
  expect(planned.download).toBe(weights + server.files["config.json"]!.bytes.length);
  expect([server.downloads("config.json"), server.downloads("model.safetensors")]).toEqual([1, 0]);
  await expect(plan("acme/none", { cacheDir, revision: "lost" })).rejects.toThrow(HubNotFoundError);
});

it("says what is missing, on the hub and on the disk", async () => {
  const lost = fromPretrained("acme/tiny", { cacheDir, revision: "lost" });
  await expect(lost).rejects.toThrow(HubNotFoundError);
  await expect(lost).rejects.toThrow(
    "no such revision (status 404); nor is there a folder of this path",
  );
  await expect(fromPretrained("acme/tiny", { cacheDir, localFilesOnly: true })).rejects.toThrow(
    HubOfflineError,
  );
  await expect(fromPretrained(join(cacheDir, "none"))).rejects.toThrow("there is no such file");
});

it("ends when it is told to", async () => {
  const stop = new AbortController();
  const onProgress = () => stop.abort(new Error("enough"));
  await expect(
    fromPretrained("acme/tiny", { cacheDir, signal: stop.signal, onProgress }),
  ).rejects.toThrow("enough");
});

it("a model that will not fit is refused before its weights come", async () => {
  const { bytes } = server.files["config.json"]!;
  const config = JSON.parse(new TextDecoder().decode(bytes));
  const large = { ...config, vocab_size: 2 ** 23, hidden_size: 128, num_attention_heads: 2 };
  server.files["config.json"] = {
    bytes: new TextEncoder().encode(JSON.stringify({ ...large, head_dim: 64 })),
  };
  const refused = fromPretrained("acme/tiny", { cacheDir });
  await expect(refused).rejects.toThrow(ModelFolderError);
  await expect(refused).rejects.toThrow(
    /config\.json: its [\d,]+ parameters take 8\.\d\d GiB in float32, and WebAssembly ends at 4\.00 GiB; take bfloat16, int8 or int4/,
  );
  // In int8 it fits, so that the weights are asked for; they are of another shape.
  expect(server.asked.some(({ path }) => path.endsWith(".safetensors"))).toBe(false);
  await expect(fromPretrained("acme/tiny", { cacheDir, quantize: "int8" })).rejects.toThrow(
    "state dict does not fit",
  );
});
