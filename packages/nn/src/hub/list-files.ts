import type { HubClient } from "./hub-client.ts";
import { HubConnectionError, HubNotFoundError } from "./hub-error.ts";
import { isCommit, isPlainPath } from "./hub-names.ts";

/** A file of a model at a commit. */
export interface HubFile {
  readonly name: string;
  readonly size: number;
  /** What its contents are kept under: their SHA-256, or of small files git's SHA-1. */
  readonly etag: string;
}

export interface HubListing {
  readonly commit: string;
  /** Those that are wanted. */
  readonly files: readonly HubFile[];
}

/** A list of a hundred thousand files. */
const LONGEST_LIST = 2 ** 25;

/**
 * The files of a revision, with their sizes and hashes: from api/models/NAME/revision/REVISION, and where that does not say
 * them from the headers of the files themselves. `choose` says which are wanted.
 *
 * @throws HubError
 */
export async function listFiles(
  client: HubClient,
  model: string,
  revision: string,
  choose: (names: readonly string[]) => readonly string[],
): Promise<HubListing> {
  const url = client.url(
    `api/models/${model}/revision`,
    `/${encodeURIComponent(revision)}?blobs=true`,
  );
  const response = await client.request(url, { headers: { accept: "application/json" } });
  const listed = await readList(response, url);
  const byName = new Map(listed.siblings.map((sibling) => [sibling.rfilename, sibling]));
  const files: HubFile[] = [];
  for (const name of choose([...byName.keys()])) {
    if (!isPlainPath(name))
      throw new HubNotFoundError(`${JSON.stringify(name)} is no path of a file in a model`);
    const sibling = byName.get(name);
    files.push(fileOf(sibling) ?? (await fileHead(client, model, listed.sha, name)));
  }
  return { commit: listed.sha, files };
}

interface Sibling {
  readonly rfilename: string;
  readonly size?: unknown;
  readonly blobId?: unknown;
  readonly lfs?: { readonly sha256?: unknown; readonly size?: unknown } | null;
}

async function readList(
  response: Response,
  url: string,
): Promise<{ readonly sha: string; readonly siblings: readonly Sibling[] }> {
  const text = await response.text();
  const wrong = (said: string) => new HubConnectionError(`${url} ${said}`, { url });
  if (text.length > LONGEST_LIST)
    throw wrong(`has ${text.length} characters, expected a list of files`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new HubConnectionError(`${url} is no JSON, expected a list of files`, { url, cause });
  }
  const { sha, siblings } = Object(json);
  if (typeof sha !== "string" || !isCommit(sha)) throw wrong("says no commit (sha)");
  if (!Array.isArray(siblings)) throw wrong("has no list of files (siblings)");
  for (const sibling of siblings)
    if (typeof Object(sibling).rfilename !== "string" || !isPlainPath(sibling.rfilename))
      throw wrong(
        `lists ${JSON.stringify(Object(sibling).rfilename)}, expected the path of a file`,
      );
  return { sha, siblings };
}

function fileOf(sibling: Sibling | undefined): HubFile | undefined {
  const { rfilename: name = "", size: plainSize, blobId, lfs } = sibling ?? {};
  const etag = lfs ? lfs.sha256 : blobId;
  const size = lfs?.size ?? plainSize;
  return isEtag(etag) && isSize(size) ? { name, size, etag } : undefined;
}

/** By the headers of NAME/resolve/COMMIT/FILE, which stand before a redirect to where large files lie. */
async function fileHead(
  client: HubClient,
  model: string,
  commit: string,
  name: string,
): Promise<HubFile> {
  const url = client.url(`${model}/resolve/${commit}/${name}`);
  const { headers } = await client.head(url);
  const etag = headers.get("x-linked-etag") ?? headers.get("etag");
  const size = Number(headers.get("x-linked-size") ?? headers.get("content-length") ?? Number.NaN);
  const plain = etag?.replace(/^W\//, "").replace(/^"(.*)"$/, "$1");
  if (isEtag(plain) && isSize(size)) return { name, size, etag: plain };
  throw new HubConnectionError(
    `${url} says neither hash nor size (etag ${JSON.stringify(etag)}, size ${size})`,
    { url },
  );
}

const isSize = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** A hash in hexadecimal, and so the name of a file too. */
const isEtag = (value: unknown): value is string =>
  typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
