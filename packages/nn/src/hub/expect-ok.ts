import {
  HubAccessError,
  HubConnectionError,
  HubNotFoundError,
  HubRateLimitError,
} from "./hub-error.ts";

const LONGEST_MESSAGE = 200;

/** The answer, when it is of status 2xx. @throws HubError of the kind that the status says */
export async function expectOk(response: Response, url: string): Promise<Response> {
  if (response.ok) return response;
  const { status, headers } = response;
  await response.body?.cancel().catch(() => {});
  const said = headers.get("x-error-message")?.slice(0, LONGEST_MESSAGE);
  const because = said ? `: ${said}` : "";
  if (status === 401 || status === 403)
    throw new HubAccessError(
      `${url} may not be read (status ${status})${because}; ${accessAdvice(headers)}`,
      status,
      url,
    );
  if (status === 404 || status === 410)
    throw new HubNotFoundError(`${url}: ${missing(headers)} (status ${status})${because}`, { url });
  if (status === 429) {
    const seconds = retryAfter(headers.get("retry-after"));
    const when = seconds === undefined ? "later" : `in ${seconds} s`;
    throw new HubRateLimitError(
      `too many requests (status 429)${because}; try again ${when}, or give a token (HF_TOKEN)`,
      seconds,
      url,
    );
  }
  if (status >= 500)
    throw new HubConnectionError(`${url} answered with status ${status}${because}`, { url });
  throw new HubNotFoundError(`${url} answered with status ${status}${because}`, { url });
}

const accessAdvice = (headers: Headers): string =>
  headers.get("x-error-code") === "GatedRepo"
    ? "accept the model's terms on its page, and give a token of that account (HF_TOKEN)"
    : "does the model exist, and has the token (HF_TOKEN) the right to read it?";

function missing(headers: Headers): string {
  const code = headers.get("x-error-code");
  if (code === "RepoNotFound") return "there is no such model, or it is private: is HF_TOKEN set?";
  if (code === "RevisionNotFound") return "the model has no such revision";
  if (code === "EntryNotFound") return "the model has no such file";
  return "there is no such model, revision or file";
}

/** Seconds, or a date, as HTTP has it. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}
