import { ApiError } from "./api-error.ts";

/**
 * The JSON of a request's body.
 *
 * @throws ApiError 413 for more than `limit` bytes, 415 for another type, 400 for what is no JSON in UTF-8
 */
export async function jsonBody(request: Request, limit: number): Promise<unknown> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  // A page of another site may send text unasked, but never this type: browsers ask us first.
  if (type.trim().toLowerCase() !== "application/json")
    throw new ApiError(
      415,
      `the content type is ${JSON.stringify(type.slice(0, 60))}, expected application/json`,
    );
  return parsed(decoded(await bytesOf(request, limit)));
}

async function bytesOf(request: Request, limit: number): Promise<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > limit) throw tooLarge(limit);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read().catch(() => {
      throw new ApiError(499, "the client has left before its request was whole");
    });
    if (done) break;
    length += value.length;
    if (length > limit) throw tooLarge(limit); // what is left is for the connection's end to throw away
    parts.push(value);
  }
  return Buffer.concat(parts);
}

function tooLarge(limit: number): ApiError {
  return new ApiError(413, `the body is larger than ${limit} bytes, expected at most that`, {
    ...{ code: "body_too_large", headers: { connection: "close" } },
  });
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError(400, "the body is no UTF-8, expected JSON in UTF-8", {
      code: "invalid_utf8",
    });
  }
}

function parsed(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // What the parser says quotes the text; where it stands is enough.
    const place = /position \d+/.exec(error instanceof Error ? error.message : "")?.[0];
    throw new ApiError(400, `the body is no JSON${place ? `, at ${place}` : ""}`, {
      code: "invalid_json",
    });
  }
  expectWholeCharacters(value);
  return value;
}

/** JSON may escape halves of a character ("\ud800"), for which there are no bytes. */
function expectWholeCharacters(value: unknown): void {
  const left = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === "string" && hasHalfCharacter(one))
      throw new ApiError(
        400,
        "a text of the body has half a surrogate pair, expected whole characters",
        {
          code: "invalid_utf8",
        },
      );
    if (typeof one === "object" && one !== null)
      for (const [name, part] of Object.entries(one)) left.push(name, part);
  }
}

const hasHalfCharacter = (text: string): boolean => /\p{Cs}/u.test(text);
