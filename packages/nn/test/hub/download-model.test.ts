import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  HubAccessError,
  HubConnectionError,
  HubIntegrityError,
  HubNotFoundError,
  HubOfflineError,
  HubRateLimitError,
} from "../../src/hub/hub-error.ts";
import type { DownloadModelOptions } from "../../src/hub/hub-functions.ts";
import {
  cachedModels,
  deleteCachedModel,
  describeModel,
  downloadModel,
} from "../../src/node/hub/hub.ts";
import { etagOf, HubServer } from "./hub-server.ts";

const text = (value: string) => new TextEncoder().encode(value);
const weights = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);

let server: HubServer;
let cacheDir: string;
const { setTimeout: later } = globalThis;
/** Pauses before another attempt are a fiftieth of what they are; the minute of silence stays. */
const soon = (then: (...given: unknown[]) => void, milliseconds: number, ...given: unknown[]) =>
  later(then, milliseconds < 10_000 ? milliseconds / 50 : milliseconds, ...given);
beforeEach(async () => {
  vi.stubGlobal("setTimeout", soon);
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env).filter((one) =>
    /^(HF_|HUGGING|TRANSFORMERS)/.test(one),
  ))
    vi.stubEnv(name, undefined);
  cacheDir = await mkdtemp(join(tmpdir(), "qkv-hub-"));
  vi.stubEnv("HF_HOME", join(cacheDir, "home"));
  server = await HubServer.start();
  server.files = {
    "config.json": { bytes: text('{"model_type":"llama"}') },
    "model.safetensors": { bytes: weights, large: true },
    "README.md": { bytes: text("# tiny") },
  };
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await server.close();
  await rm(cacheDir, { recursive: true });
});

const download = (options: DownloadModelOptions = {}) =>
  downloadModel("acme/tiny", { endpoint: server.endpoint, cacheDir, ...options });
const folder = (...parts: string[]) => join(cacheDir, "models--acme--tiny", ...parts);
const etag = (file: string) => etagOf(server.files[file]!);

describe("a model", () => {
  it("is downloaded into the layout of Hugging Face's own cache", async () => {
    const { source, commit } = await download();
    expect(commit).toBe(server.commit);
    expect(await source.read("model.safetensors")).toEqual(weights);
    expect(await source.has("README.md")).toBe(false);
    expect((await readdir(cacheDir)).sort()).toEqual(["models--acme--tiny"]);
    expect((await readdir(folder("blobs"))).sort()).toEqual(
      [etag("config.json"), etag("model.safetensors")].sort(),
    );
    expect(await readFile(folder("refs", "main"), "utf8")).toBe(commit);
    expect(await readlink(folder("snapshots", commit, "config.json"))).toBe(
      `../../blobs/${etag("config.json")}`,
    );
  });

  it("comes with the folders of the modules behind an encoder, if it has any, and no others", async () => {
    const pooling = text('{"pooling_mode_cls_token":true}');
    server.files["1_Pooling/config.json"] = { bytes: pooling };
    server.files["onnx/config.json"] = { bytes: text("{}") };
    expect(await (await download()).source.has("1_Pooling/config.json")).toBe(false);
    server.files["modules.json"] = { bytes: text("[]") };
    server.commit = "3".repeat(40);
    const { source } = await download();
    expect(await source.read("1_Pooling/config.json")).toEqual(pooling);
    expect(await source.has("onnx/config.json")).toBe(false);
  });

  it("has the templates that are files in a folder, and can list them", async () => {
    const template = { bytes: text("{{ messages }}") };
    server.files["additional_chat_templates/rag.jinja"] = template;
    server.files["additional_chat_templates/deeper/x.jinja"] = template;
    const { source } = await download();
    expect(await source.list!("additional_chat_templates")).toEqual(["rag.jinja"]);
    expect(await source.list!("nowhere")).toEqual([]);
  });

  it("says how much there is before the first byte, and counts up to it", async () => {
    const seen: [number, number][] = [];
    await download({ onProgress: (received, total) => seen.push([received, total]) });
    const total = weights.length + server.files["config.json"]!.bytes.length;
    expect(seen[0]).toEqual([0, total]);
    expect(seen.at(-1)).toEqual([total, total]);
    expect(seen.every(([received], i) => received >= (seen[i - 1]?.[0] ?? 0))).toBe(true);
  });

  it("is asked for once: what is in the cache stays there", async () => {
    await download();
    await download();
    expect(server.downloads("model.safetensors")).toBe(1);
    server.commit = "2".repeat(40);
    server.files["config.json"] = { bytes: text("{}") };
    const { commit, source } = await download();
    expect(commit).toBe("2".repeat(40));
    expect(await source.read("config.json")).toEqual(text("{}"));
    expect(server.downloads("model.safetensors")).toBe(1);
  });

  it("has the files that are named, of a revision with slashes, in folders too", async () => {
    server.files["onnx/a b.onnx"] = { bytes: text("x") };
    server.files["onnx/a%20b.onnx"] = server.files["onnx/a b.onnx"];
    const { source } = await download({ revision: "refs/pr/1", files: ["README.md"] });
    expect(await source.has("config.json")).toBe(false);
    expect(await source.read("README.md")).toEqual(text("# tiny"));
    expect(await readFile(folder("refs", "refs", "pr", "1"), "utf8")).toBe(server.commit);
    await download({ files: ["onnx/a b.onnx"] });
    expect(await readFile(folder("snapshots", server.commit, "onnx", "a b.onnx"), "utf8")).toBe(
      "x",
    );
  });

  it("is PyTorch's where there are no safetensors, and one kind of weights where there are more", async () => {
    server.files["pytorch_model.bin"] = { bytes: text("pickle"), large: true };
    server.files["model.safetensors.index.json"] = { bytes: text("{}") };
    server.files["tokenizer.model"] = { bytes: text("sp") };
    const both = await download();
    expect(await both.source.has("pytorch_model.bin")).toBe(false);
    expect(await both.source.has("tokenizer.model")).toBe(true);
    delete server.files["model.safetensors"];
    delete server.files["model.safetensors.index.json"];
    server.commit = "3".repeat(40);
    const { source } = await download();
    expect(await source.has("pytorch_model.bin")).toBe(true);
  });

  it("is listed by the headers of its files where the list says no sizes", async () => {
    server.bareList = true;
    const { source } = await download();
    expect(await source.read("model.safetensors")).toEqual(weights);
    expect(server.asked.filter(({ method }) => method === "HEAD").length).toBe(2);
  });
});

describe("the token", () => {
  it("goes to the hub, and to no other host", async () => {
    server.token = "hf_secret";
    await download({ token: "hf_secret" });
    const stored = server.asked.filter(({ host }) => host === "store");
    expect(stored.length).toBe(1);
    expect(stored[0]!.headers.authorization).toBeUndefined();
    expect(JSON.stringify(stored)).not.toContain("hf_secret");
  });

  it("is that of HF_TOKEN, or of the file that Hugging Face's program has written", async () => {
    server.token = "hf_secret";
    vi.stubEnv("HF_TOKEN", "hf_secret");
    await download();
    vi.stubEnv("HF_TOKEN", undefined);
    await expect(download()).rejects.toThrow(HubAccessError);
    vi.stubEnv("HF_TOKEN_PATH", join(cacheDir, "token"));
    await writeFile(join(cacheDir, "token"), "hf_secret\n");
    await download();
    vi.stubEnv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1");
    await expect(download()).rejects.toThrow(HubAccessError);
  });
});

describe("the environment", () => {
  it("says where the hub and the cache are", async () => {
    vi.stubEnv("HF_ENDPOINT", `${server.endpoint}/`);
    vi.stubEnv("HF_HUB_CACHE", cacheDir);
    await downloadModel("acme/tiny");
    expect(await readdir(cacheDir)).toEqual(["models--acme--tiny"]);
    vi.stubEnv("HF_HUB_CACHE", undefined);
    await downloadModel("acme/tiny");
    expect(await readdir(join(cacheDir, "home", "hub"))).toEqual(["models--acme--tiny"]);
  });

  it("says that the hub is not to be asked", async () => {
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    await expect(download()).rejects.toThrow(HubOfflineError);
    await expect(download()).rejects.toThrow(
      "has no acme/tiny of revision main, and the hub is not to be asked (HF_HUB_OFFLINE)",
    );
    expect(server.asked).toEqual([]);
    vi.stubEnv("HF_HUB_OFFLINE", "0");
    await download();
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    const asked = server.asked.length;
    expect(await (await download()).source.read("model.safetensors")).toEqual(weights);
    const { source } = await download({ localFilesOnly: true, revision: server.commit });
    expect(await source.has("config.json")).toBe(true);
    expect(server.asked.length).toBe(asked);
  });
});

describe("a download that breaks off", () => {
  it("goes on where it ended, within the same call", async () => {
    server.breaks = { after: 70_000, times: 3 };
    const { source } = await download({ files: ["model.safetensors"] });
    expect(await source.read("model.safetensors")).toEqual(weights);
    const [first, ...begins] = server.asked
      .filter(({ host }) => host === "store")
      .map(({ headers: { range } }) => Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0));
    expect(first).toBe(0);
    // Of what was sent before a break, the last may be lost.
    expect(begins.length).toBe(3);
    for (const [i, begin] of begins.entries())
      expect(begin).toBeGreaterThan(begins[i - 1] ?? 50_000);
  });

  it("is kept when it is aborted, and goes on with the next call", async () => {
    const stop = new AbortController();
    server.breaks = { after: 150_000, times: 1 };
    const aborted = download({
      files: ["model.safetensors"],
      signal: stop.signal,
      onProgress: (received) => received >= 100_000 && stop.abort(new Error("enough")),
    });
    await expect(aborted).rejects.toThrow("enough");
    const { size } = await stat(folder("blobs", `${etag("model.safetensors")}.incomplete`));
    expect(size).toBeGreaterThanOrEqual(100_000);
    expect((await readdir(folder())).includes("snapshots")).toBe(false);
    const seen: number[] = [];
    const { source } = await download({ onProgress: (received) => seen.push(received) });
    expect(await source.read("model.safetensors")).toEqual(weights);
    expect(server.asked.filter(({ host }) => host === "store").at(-1)!.headers.range).toBe(
      `bytes=${size}-`,
    );
    expect((await readdir(folder("blobs"))).some((name) => name.includes("incomplete"))).toBe(
      false,
    );
    expect(Math.max(...seen)).toBe(weights.length + server.files["config.json"]!.bytes.length);
  });

  it("begins anew at a server that knows no ranges, and takes what is missing", async () => {
    server.breaks = { after: 70_000, times: 1 };
    server.ranges = false;
    const { source } = await download({ files: ["model.safetensors"] });
    expect(await source.read("model.safetensors")).toEqual(weights);
  });

  it("takes up what a process has left that was killed", async () => {
    const dead = "0".repeat(8);
    const { ownMark } = await import("../../src/node/process-mark.ts");
    const blob = etag("model.safetensors");
    await download({ files: ["config.json"] });
    const left = `${blob}.incomplete.${ownMark().machine}-${dead}-1-1-0123456789ab.tmp`;
    await writeFile(folder("blobs", left), weights.subarray(0, 1000));
    await download();
    expect(server.asked.filter(({ host }) => host === "store").at(-1)!.headers.range).toBe(
      "bytes=1000-",
    );
    expect((await readdir(folder("blobs"))).length).toBe(2);
  });

  it("is given up when it comes no further", async () => {
    server.breaks = { after: 0, times: 100 };
    await expect(download({ files: ["model.safetensors"] })).rejects.toThrow(HubConnectionError);
    expect(server.asked.filter(({ host }) => host === "store").length).toBe(5);
  }, 20_000);
});

describe("what the hub says", () => {
  const fault = async (status: number, headers: Record<string, string> = {}) => {
    server.faults = [{ status, headers }];
    return download().catch((error: unknown) => error);
  };

  it("401 and 403: another token", async () => {
    expect(await fault(401)).toBeInstanceOf(HubAccessError);
    const gated = await fault(403, { "x-error-code": "GatedRepo", "x-error-message": "ask first" });
    expect(gated).toBeInstanceOf(HubAccessError);
    expect(gated).toMatchObject({ status: 403, name: "HubAccessError" });
    expect(String(gated)).toContain("(status 403): ask first; accept the model's terms");
  });

  it("404: no such thing", async () => {
    expect(await fault(404, { "x-error-code": "RepoNotFound" })).toBeInstanceOf(HubNotFoundError);
    await expect(download({ revision: "other" })).rejects.toThrow("the model has no such revision");
    await expect(download({ files: ["lost.bin"] })).rejects.toThrow("the model has no such file");
    await expect(download({ files: ["lost.bin"] })).rejects.toThrow(HubNotFoundError);
  });

  it("429: later, and when", async () => {
    const limited = await fault(429, { "retry-after": "17" });
    expect(limited).toBeInstanceOf(HubRateLimitError);
    expect(limited).toMatchObject({ retryAfter: 17 });
    const date = new Date(Date.now() + 60_000).toUTCString();
    const dated = await fault(429, { "retry-after": date });
    expect((dated as HubRateLimitError).retryAfter).toBeGreaterThan(50);
    expect(await fault(429)).toMatchObject({ retryAfter: undefined });
  });

  it("5xx: again, a few times", async () => {
    server.faults = [{ status: 503 }, { status: 500 }];
    expect((await download()).commit).toBe(server.commit);
    server.faults = Array.from({ length: 9 }, () => ({ status: 502 }));
    await expect(download()).rejects.toThrow(HubConnectionError);
  }, 20_000);

  it("nonsense", async () => {
    expect(await fault(200)).toBeInstanceOf(HubConnectionError);
    expect(String(await fault(200))).toContain("is no JSON, expected a list of files");
    server.files = { "../evil.json": { bytes: text("x") } };
    await expect(download()).rejects.toThrow('lists "../evil.json", expected the path of a file');
    server.files = {};
    await expect(download()).rejects.toThrow("has no files that a model is loaded from");
  });

  it("redirects without end, and to what is no address", async () => {
    server.faults = Array.from({ length: 99 }, () => ({
      status: 302,
      headers: { location: "/again" },
    }));
    await expect(download()).rejects.toThrow("more than 10 redirects");
    server.faults = [{ status: 302, headers: { location: "file:///etc/passwd" } }];
    server.faults.push(...server.faults, ...server.faults, ...server.faults, ...server.faults);
    await expect(download()).rejects.toThrow("which is no address for downloads");
  }, 20_000);

  it("nothing, for nobody is there", async () => {
    const { endpoint } = server;
    await server.close();
    const refused = downloadModel("acme/tiny", { endpoint, cacheDir });
    await expect(refused).rejects.toThrow(HubConnectionError);
    await expect(refused).rejects.toThrow(`no connection to ${endpoint}`);
    server = await HubServer.start();
  }, 20_000);
});

describe("a lie", () => {
  const lie = (part: object) => {
    server.files["model.safetensors"] = { bytes: weights, large: true, ...part };
    return download({ files: ["model.safetensors"] });
  };

  it.each([
    ["about a SHA-256", { etag: "a".repeat(64) }, "the SHA-256 of acme/tiny/model.safetensors is"],
    [
      "about a git hash",
      { etag: "b".repeat(40), large: false },
      "the git hash of acme/tiny/model.safetensors",
    ],
    ["of too small a size", { size: 1000 }, "has more than the 1000 bytes that the hub says"],
  ])("%s is found, and nothing kept", async (_, part, said) => {
    const refused = lie(part);
    await expect(refused).rejects.toThrow(HubIntegrityError);
    await expect(refused).rejects.toThrow(said);
    expect(await readdir(folder("blobs"))).toEqual([]);
    expect((await readdir(folder())).includes("snapshots")).toBe(false);
  });

  it("of too large a size is a download that ends too soon", async () => {
    await expect(lie({ size: 400_000 })).rejects.toThrow("ended after 300000 of 400000 bytes");
  }, 20_000);

  it("about what an earlier attempt has left is found", async () => {
    await download({ files: ["config.json"] });
    await writeFile(folder("blobs", `${etag("model.safetensors")}.incomplete`), "damaged");
    await expect(download()).rejects.toThrow(HubIntegrityError);
    expect((await download()).commit).toBe(server.commit);
  });
});

describe("the cache", () => {
  it("lists models with sizes, files and revisions, and deletes them", async () => {
    expect(await cachedModels({ cacheDir })).toEqual([]);
    await download();
    const size = weights.length + server.files["config.json"]!.bytes.length;
    expect(await cachedModels({ cacheDir })).toEqual([
      {
        name: "acme/tiny",
        size,
        revisions: [
          { commit: server.commit, refs: ["main"], files: ["config.json", "model.safetensors"] },
        ],
      },
    ]);
    await deleteCachedModel("acme/tiny", { cacheDir });
    expect(await cachedModels({ cacheDir })).toEqual([]);
    await expect(deleteCachedModel("acme/tiny", { cacheDir })).rejects.toThrow(
      `acme/tiny is not in the cache ${cacheDir}`,
    );
  });

  it("takes several downloads of one model at a time", async () => {
    const all = await Promise.all([download(), download(), download()]);
    for (const { source } of all) expect(await source.read("model.safetensors")).toEqual(weights);
    expect((await readdir(folder("blobs"))).length).toBe(2);
  });
});

it("refuses what is no name of a model, no revision and no path", async () => {
  for (const name of ["", "a/b/c", "../x", "a--b", "a b", "/a", "a/..", "https://x/y", 5])
    await expect(downloadModel(name as string, { cacheDir }), String(name)).rejects.toThrow(
      "the model's name is",
    );
  for (const revision of ["", "../main", "a b", "/main", "a//b"])
    await expect(download({ revision }), revision).rejects.toThrow("the revision is");
  await expect(download({ files: ["../../token"] })).rejects.toThrow("is no path of a file");
  await expect(download({ branch: "x" } as object)).rejects.toThrow("unknown option branch");
});

describe("before a download", () => {
  const weightsAsked = () =>
    server.asked.filter(({ host, path }) => host === "hub" && path.endsWith("model.safetensors"));

  it("a model is described by its files and its config.json, and nothing else is fetched", async () => {
    const listed = await describeModel("acme/tiny", { endpoint: server.endpoint, cacheDir });
    expect(listed.files).toEqual([
      { name: "config.json", size: 22 },
      { name: "model.safetensors", size: weights.length },
    ]);
    expect(listed.missing).toBe(weights.length);
    expect(await listed.source.read("config.json")).toEqual(server.files["config.json"]!.bytes);
    expect(weightsAsked()).toEqual([]);
  });

  it("whoever is told what comes may refuse it", async () => {
    const refused = download({
      onListed: ({ missing }) => {
        if (missing > 1000) throw new RangeError("too large");
      },
    });
    await expect(refused).rejects.toThrow("too large");
    expect(weightsAsked()).toEqual([]);
  });

  it("the cache is asked first where that is wanted, and the hub where not all weights are there", async () => {
    await describeModel("acme/tiny", { endpoint: server.endpoint, cacheDir });
    await download({ localFirst: true });
    expect(weightsAsked()).toHaveLength(1);
    const asked = server.asked.length;
    const { source } = await download({ localFirst: true });
    expect(await source.read("model.safetensors")).toEqual(weights);
    expect(server.asked.length).toBe(asked);
    await rm(folder("snapshots", server.commit, "model.safetensors"));
    const index = { weight_map: { a: "model-00001-of-00002.safetensors" } };
    const sharded = folder("snapshots", server.commit, "model.safetensors.index.json");
    await writeFile(sharded, JSON.stringify(index));
    await download({ localFirst: true });
    expect(server.asked.length).toBeGreaterThan(asked);
  });
});
