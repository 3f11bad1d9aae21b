import { nearestHint } from "@qkv/nn/options";
import { ApiError } from "../requests/api-error.ts";
import type { ServedEncoder } from "./served-encoder.ts";
import { ServedModel } from "./served-model.ts";

type Served = ServedModel | ServedEncoder;

/** The models of a server by name. */
export class ServedModels implements Disposable {
  readonly #byName: ReadonlyMap<string, Served>;
  /** Since when, in seconds. */
  readonly #created = Math.floor(Date.now() / 1000);

  constructor(models: ReadonlyMap<string, Served>) {
    this.#byName = models;
  }

  get languageModels(): readonly ServedModel[] {
    return [...this.#byName.values()].filter((one) => one instanceof ServedModel);
  }

  /** @throws ApiError 404 where there is none, 400 for one that goes on with no text */
  language(name: string): ServedModel {
    const found = this.#named(name);
    if (found instanceof ServedModel) return found;
    throw new ApiError(
      400,
      `${name} is an encoder, which gives embeddings and no text; expected a decoder`,
      {
        ...{ param: "model", code: "invalid_value" },
      },
    );
  }

  /** @throws ApiError 404 where there is none, 400 for one that gives no embeddings */
  encoder(name: string): ServedEncoder {
    const found = this.#named(name);
    if (!(found instanceof ServedModel)) return found;
    throw new ApiError(
      400,
      `${name} goes on with texts and gives no embeddings, expected an encoder`,
      {
        ...{ param: "model", code: "invalid_value" },
      },
    );
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
