import { CommandError } from "../../failures/command-error.ts";
import { ApiError } from "../requests/api-error.ts";

/** Of which pages requests are taken: the server's own, and those of --cors-origin. */
export class Origins {
  readonly #allowed: ReadonlySet<string>;
  readonly #all: boolean;

  /** @throws CommandError for what is no origin */
  constructor(given: readonly string[]) {
    this.#all = given.includes("*");
    this.#allowed = new Set(given.filter((one) => one !== "*").map(originIn));
  }

  /** What is told the browser: the origin itself, "*", or nothing. */
  allowed(origin: string): string | null {
    if (this.#all) return "*";
    return this.#allowed.has(origin) ? origin : null;
  }

  /** @throws ApiError 403 for a request that a page of another origin has made */
  expect(origin: string | null, host: string | null): void {
    if (origin === null || this.allowed(origin) !== null || origin === `http://${host}`) return;
    throw new ApiError(
      403,
      `requests of pages at ${JSON.stringify(origin.slice(0, 100))} are not taken; --cors-origin names those that are`,
      {
        code: "foreign_origin",
      },
    );
  }
}

function originIn(text: string): string {
  try {
    const { origin, href } = new URL(text);
    if (origin !== "null" && href.replace(/\/$/, "") === origin) return origin;
  } catch {}
  throw new CommandError(
    `--cors-origin is ${JSON.stringify(text)}, expected an origin such as https://example.org, or *`,
  );
}
