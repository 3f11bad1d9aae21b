import { RequestFields } from "./request-fields.ts";
import { textsOrIds } from "./texts-or-ids.ts";

/** What POST /v1/embeddings asks for. */
export interface EmbeddingRequest {
  readonly model: string;
  readonly inputs: readonly (string | readonly number[])[];
  /** OpenAI's clients ask for base64 unless they are told otherwise. */
  readonly encoding: "float" | "base64";
  readonly dimensions: number | undefined;
}

/** @throws ApiError that names the field */
export function embeddingRequest(body: unknown): EmbeddingRequest {
  const fields = new RequestFields(body);
  const request: EmbeddingRequest = {
    model: fields.required("model", fields.text("model"), "the name of a model"),
    inputs: textsOrIds(fields, "input"),
    encoding: fields.oneOf("encoding_format", ["float", "base64"]) ?? "float",
    dimensions: fields.integer("dimensions", { from: 1 }),
  };
  fields.any("user"); // without effect
  fields.refuseUnknown();
  return request;
}
