import { ApiError } from "../requests/api-error.ts";
import { embeddingRequest } from "../requests/embedding-request.ts";
import type { ServerRequest } from "./exchange.ts";
import type { ServerContext } from "./server-context.ts";

/** POST /v1/embeddings */
export async function embeddings(
  context: ServerContext,
  request: ServerRequest,
): Promise<Response> {
  const exchange = request.get("exchange");
  const { model, inputs, encoding, dimensions } = embeddingRequest(await exchange.body());
  const served = context.models.embeddings(model);
  const { vectors, tokens } = await served.embed(inputs, exchange.scope.signal);
  const width = vectors[0]!.length;
  if (dimensions !== undefined && dimensions !== width)
    throw new ApiError(
      400,
      `dimensions is ${dimensions}, and ${model} gives ${width}; expected it left out`,
      {
        ...{ param: "dimensions", code: "invalid_value" },
      },
    );
  const data = vectors.map((vector, index) => ({
    ...{ object: "embedding", index },
    embedding: encoding === "base64" ? inBase64(vector) : [...vector],
  }));
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return request.json(exchange.answered({ object: "list", data, model, usage }));
}

/** float32, little endian, as OpenAI's clients read it. */
const inBase64 = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");
