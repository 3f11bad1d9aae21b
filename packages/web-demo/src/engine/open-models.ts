import { filesInMemory, pickedFiles } from "@qkv/nn/model-folder";
import { fromPretrained, type Pretrained } from "@qkv/nn/pretrained";
import { isShipped, shippedModels } from "../models/shipped.ts";
import type { Loading } from "./protocol.ts";

interface OpenOptions {
  readonly files?: readonly File[] | undefined;
  readonly signal: AbortSignal;
  readonly tell?: (event: Loading) => void;
}

/** The models of this worker by the names that addresses have for them. */
export class OpenModels {
  readonly #base: string;
  readonly #opened = new Map<string, Promise<Pretrained>>();

  /** @param base address of the folder in which models/ lies */
  constructor(base: string) {
    this.#base = base;
  }

  /** Loads a model that is not there yet. One that was picked has to be picked again in another session. */
  open(model: string, options: OpenOptions): Promise<Pretrained> {
    const known = this.#opened.get(model);
    if (known && !options.files) return known;
    const opening = this.#load(model, options);
    this.#opened.set(model, opening);
    opening.catch(() => {
      if (this.#opened.get(model) === opening) this.#opened.delete(model);
    });
    known?.then(({ model: old }) => old.dispose()).catch(() => {});
    return opening;
  }

  async #load(model: string, { files, tell }: OpenOptions): Promise<Pretrained> {
    const onProgress = (bytesDone: number, bytesTotal: number, phase: Loading["phase"]) =>
      tell?.({ phase, bytesDone, bytesTotal });
    if (files) return fromPretrained(pickedFiles(files), { onProgress });
    if (model.startsWith("hub:")) return fromPretrained(model.slice("hub:".length), { onProgress });
    if (!isShipped(model))
      throw new RangeError(
        `the model "${model}" is not open here: expected one of ${Object.keys(shippedModels).join(", ")}, ` +
          "hub:OWNER/NAME, or a folder that is opened again",
      );
    return this.#shipped(model, onProgress);
  }

  async #shipped(
    name: keyof typeof shippedModels,
    onProgress: (done: number, total: number, phase: Loading["phase"]) => void,
  ): Promise<Pretrained> {
    const { files, bytes } = shippedModels[name];
    let done = 0;
    const contents = await Promise.all(
      files.map(async (file) => {
        const response = await fetch(new URL(`models/${name}/${file}`, this.#base));
        if (!response.ok) throw new Error(`models/${name}/${file}: ${response.status}`);
        const content = new Uint8Array(await response.arrayBuffer());
        done += content.length;
        onProgress(done, bytes, "download");
        return [file, content] as const;
      }),
    );
    return fromPretrained(filesInMemory(new Map(contents), name));
  }
}
