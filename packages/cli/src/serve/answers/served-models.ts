import { nearestHint } from "@qkv/nn/options";
import { ApiError } from "../requests/api-error.ts";
import type { ServedEmbeddings } from "./served-embeddings.ts";
import type { ServedModel } from "./served-model.ts";

/** What a model is served for. */
export interface Served {
  /** Texts, of a decoder. */
  readonly language: ServedModel | undefined;
  readonly embeddings: ServedEmbeddings;
}

/** The models of a server by name. */
export class ServedModels implements Disposable {
  readonly #byName: ReadonlyMap<string, Served>;
  /** Since when, in seconds. */
  readonly #created = Math.floor(Date.now() / 1000);

  constructor(models: ReadonlyMap<string, Served>) {
    this.#byName = models;
  }

  get languageModels(): readonly ServedModel[] {
    return [...this.#byName.values()].flatMap(({ language }) => language ?? []);
  }

  /** @throws ApiError 404 where there is none, 400 for one that goes on with no text */
  language(name: string): ServedModel {
    const { language } = this.#named(name);
    if (language) return language;
    throw new ApiError(
      400,
      `${name} is no decoder: it gives embeddings and no text; expected another model`,
      { param: "model", code: "invalid_value" },
    );
  }

  /** @throws ApiError 404 where there is none */
  embeddings(name: string): ServedEmbeddings {
    return this.#named(name).embeddings;
  }

  /** As /v1/models lists them. */
  describe(): object {
    const data = [...this.#byName.keys()].map((name) => this.#described(name));
    return { object: "list", data };
  }

  describeOne(name: string): object {
    this.#named(name);
    return this.#described(name);
  }

  /** Ends what goes on. */
  [Symbol.dispose](): void {
    for (const model of this.languageModels) model[Symbol.dispose]();
  }

  #described(id: string): object {
    return { id, object: "model", created: this.#created, owned_by: "qkv" };
  }

  #named(name: string): Served {
    const found = this.#byName.get(name);
    if (found) return found;
    const names = [...this.#byName.keys()];
    const hint = nearestHint(name.slice(0, 100), names) || `; there is ${names.join(", ")}`;
    throw new ApiError(404, `there is no model ${JSON.stringify(name.slice(0, 100))}${hint}`, {
      ...{ param: "model", code: "model_not_found" },
    });
  }
}
