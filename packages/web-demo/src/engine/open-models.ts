import { filesInMemory } from "@qkv/nn/model-folder";
import type { Pretrained, PretrainedSource } from "@qkv/nn/pretrained";
import { isShipped, type ShippedModel, shippedModels } from "../models/shipped.ts";
import { withPaths } from "./checkpoint/with-paths.ts";
import { openGpt } from "./open-gpt.ts";
import { Opening } from "./opening.ts";
import type { Loading } from "./protocol.ts";

/** What generates ids is told by a published folder; a shipped GPT needs none of it. */
export type OpenedModel = Pick<Pretrained, "model" | "tokenizer"> &
  Partial<Pick<Pretrained, "generationConfig">>;

interface OpenOptions {
  readonly files?: readonly File[] | undefined;
  /** Where each of them lies, the folder's name first, of files that do not say it themselves. */
  readonly paths?: readonly string[] | undefined;
  readonly signal: AbortSignal;
  readonly tell?: (event: Loading) => void;
}

/** The models of this worker by the names that addresses have for them. */
export class OpenModels {
  readonly #base: string;
  readonly #opened = new Map<string, Opening<OpenedModel>>();

  /** @param base address of the folder in which models/ lies */
  constructor(base: string) {
    this.#base = base;
  }

  /** A text that comes with the page. */
  async text(path: string, signal: AbortSignal): Promise<string> {
    return (await this.#file(path, signal)).text();
  }

  /** Bytes that come with the page. */
  async bytes(path: string, signal: AbortSignal): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#file(path, signal)).arrayBuffer());
  }

  async #file(path: string, signal: AbortSignal): Promise<Response> {
    const response = await fetch(new URL(path, this.#base), { signal });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response;
  }

  /**
   * Loads a model that is not there yet, until nobody waits for it. One that was picked has to be picked again in another
   * session.
   */
  open(model: string, options: OpenOptions): Promise<OpenedModel> {
    const known = this.#opened.get(model);
    if (known && !known.isGivenUp && !options.files) return known.waitFor(options.signal);
    const opening = new Opening((signal) => this.#load(model, { ...options, signal }));
    this.#opened.set(model, opening);
    opening.done.catch(() => {
      if (this.#opened.get(model) === opening) this.#opened.delete(model);
    });
    known?.done.then(({ model: old }) => old.dispose()).catch(() => {});
    return opening.waitFor(options.signal);
  }

  async #load(model: string, { files, paths, tell, signal }: OpenOptions): Promise<OpenedModel> {
    const onProgress: OnProgress = (bytesDone, bytesTotal, phase) =>
      tell?.({ phase, bytesDone, bytesTotal });
    if (files) return openPublished(withPaths(files, paths), onProgress, signal);
    if (model.startsWith("hub:"))
      return openPublished(model.slice("hub:".length), onProgress, signal);
    if (!isShipped(model))
      throw new RangeError(
        `the model "${model}" is not open here: expected one of ${Object.keys(shippedModels).join(", ")}, ` +
          "hub:OWNER/NAME, or a folder that is opened again",
      );
    return this.#shipped(model, onProgress, signal);
  }

  async #shipped(
    name: ShippedModel,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<OpenedModel> {
    const { files, bytes, opens } = shippedModels[name];
    let done = 0;
    const contents = await Promise.all(
      files.map(async (file) => {
        const response = await this.#file(`models/${name}/${file}`, signal);
        const content = new Uint8Array(await response.arrayBuffer());
        done += content.length;
        onProgress(done, bytes, "download");
        return [file, content] as const;
      }),
    );
    const source = filesInMemory(new Map(contents), name);
    return opens === "gpt" ? openGpt(source) : openPublished(source, () => {}, signal);
  }
}

type OnProgress = (done: number, total: number, phase: Loading["phase"]) => void;

/** What reads every family and format is loaded when it is needed. */
async function openPublished(
  source: PretrainedSource,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<OpenedModel> {
  const { fromPretrained } = await import("@qkv/nn/pretrained");
  return fromPretrained(source, { onProgress, signal });
}
