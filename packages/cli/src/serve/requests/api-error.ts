/** What goes with an error: the field that is wrong, a word for programs, headers of the response. */
export interface ApiErrorDetails {
  readonly param?: string | undefined;
  readonly code?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is wrong with a request, in the form that OpenAI's clients read. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly param: string | undefined;
  readonly code: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, { param, code, headers }: ApiErrorDetails = {}) {
    super(message);
    this.status = status;
    this.param = param;
    this.code = code;
    this.headers = headers ?? {};
  }

  /** https://platform.openai.com/docs/guides/error-codes */
  toJSON(): object {
    const { message, param = null, code = null } = this;
    return { error: { message, type: typeOf(this.status), param, code } };
  }

  toResponse(): Response {
    return Response.json(this, { status: this.status, headers: this.headers });
  }
}

const types: ReadonlyMap<number, string> = new Map([
  [401, "authentication_error"],
  [403, "permission_error"],
  [408, "timeout_error"],
  [429, "rate_limit_error"],
  [504, "timeout_error"],
]);

const typeOf = (status: number): string =>
  types.get(status) ?? (status < 500 ? "invalid_request_error" : "server_error");
