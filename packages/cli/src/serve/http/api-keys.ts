import { createHash, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { CommandError } from "../../failures/command-error.ts";
import { ApiError } from "../requests/api-error.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** The keys that a server knows. It keeps their hashes, and comparing takes as long whatever is alike. */
export class ApiKeys {
  readonly #digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.#digests = keys.map(digest);
  }

  /** @throws ApiError 401 unless the request brings a key: `Authorization: Bearer KEY` */
  expect(authorization: string | null): void {
    const [, key] = /^Bearer +(.+)$/i.exec(authorization ?? "") ?? [];
    const given = digest(key ?? "");
    // All are compared, so that the time does not tell which one it is.
    const known = this.#digests.map((one) => timingSafeEqual(one, given)).some(Boolean);
    if (key !== undefined && known) return;
    const what = key === undefined ? "there is no API key" : "the API key is not known";
    throw new ApiError(401, `${what}, expected the header Authorization: Bearer KEY`, {
      ...{ code: "invalid_api_key", headers: { "www-authenticate": "Bearer" } },
    });
  }
}

/** Keys of a file, one a line; empty lines and those that begin with # are none. */
export async function readApiKeys(path: string): Promise<ApiKeys> {
  const text = await readFile(path, "utf8");
  const keys = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (keys.length === 0) throw new CommandError(`${path} has no keys, expected one a line`);
  return new ApiKeys(keys);
}
