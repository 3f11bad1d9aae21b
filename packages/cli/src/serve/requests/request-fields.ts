import { describeRange, isInRange, type NumberRange, nearestHint } from "@qkv/nn/options";
import { ApiError } from "./api-error.ts";

type Values = Readonly<Record<string, unknown>>;

/** The fields of an object in a request's JSON, read one by one; what is wrong is said by its path: "messages[1].content". */
export class RequestFields {
  readonly path: string;
  readonly #values: Values;
  readonly #seen = new Set<string>();

  constructor(value: unknown, path = "") {
    this.path = path;
    if (!isObject(value))
      throw wrong(
        path,
        value,
        `${path === "" ? "the body is" : `${path} is`} ${kindOf(value)}, expected an object`,
      );
    this.#values = value;
  }

  /** A field; null counts as left out. */
  any(name: string): unknown {
    this.#seen.add(name);
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
    return value === null ? undefined : value;
  }

  text(name: string): string | undefined {
    const value = this.any(name);
    if (value === undefined || typeof value === "string") return value;
    throw this.wrong(name, "text");
  }

  flag(name: string): boolean | undefined {
    const value = this.any(name);
    if (value === undefined || typeof value === "boolean") return value;
    throw this.wrong(name, "true or false");
  }

  number(name: string, range: NumberRange): number | undefined {
    const value = this.any(name);
    if (value === undefined) return undefined;
    if (typeof value === "number" && isInRange(value, range)) return value;
    throw this.wrong(name, describeRange(range));
  }

  integer(name: string, range: NumberRange): number | undefined {
    return this.number(name, { ...range, integer: true });
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.any(name);
    const known = choices.find((one) => one === value);
    if (value === undefined || known !== undefined) return known;
    throw this.wrong(name, choices.join(" or "));
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.any(name);
    if (value === undefined || Array.isArray(value)) return value;
    throw this.wrong(name, "a list");
  }

  object(name: string): RequestFields | undefined {
    const value = this.any(name);
    return value === undefined ? undefined : new RequestFields(value, this.pathOf(name));
  }

  /** The objects of a list. */
  objects(name: string): readonly RequestFields[] | undefined {
    return this.list(name)?.map((one, i) => new RequestFields(one, `${this.pathOf(name)}[${i}]`));
  }

  /** What a field must have. */
  required<T>(name: string, value: T | undefined, expected: string): T {
    if (value !== undefined) return value;
    throw new ApiError(400, `${this.pathOf(name)} is missing, expected ${expected}`, {
      ...{ param: this.pathOf(name), code: "missing_required_parameter" },
    });
  }

  /** Refuse a field unless it is left out, or has a value that asks for nothing. */
  refuse(name: string, why: string, ...neutral: readonly unknown[]): void {
    const value = this.any(name);
    if (value === undefined || neutral.some((one) => same(one, value))) return;
    const but =
      neutral.length === 0 ? "" : ` or ${neutral.map((one) => JSON.stringify(one)).join(" or ")}`;
    const message = `${this.pathOf(name)} is not done here: ${why}; expected it left out${but}`;
    throw new ApiError(400, message, {
      ...{ param: this.pathOf(name), code: "unsupported_parameter" },
    });
  }

  /** Refuse what nobody has asked for: call it when all fields are read. */
  refuseUnknown(): void {
    const unknown = Object.keys(this.#values).find((name) => !this.#seen.has(name));
    if (unknown === undefined) return;
    const path = this.pathOf(unknown.slice(0, 60));
    throw new ApiError(
      400,
      `unknown field ${path}${nearestHint(unknown.slice(0, 60), [...this.#seen])}`,
      {
        ...{ param: path, code: "unknown_parameter" },
      },
    );
  }

  wrong(name: string, expected: string): ApiError {
    const value = this.any(name);
    const path = this.pathOf(name);
    return wrong(path, value, `${path} is ${shown(value)}, expected ${expected}`);
  }

  pathOf(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }
}

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const same = (a: unknown, b: unknown): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

function wrong(param: string, value: unknown, message: string): ApiError {
  const code = value === undefined ? "missing_required_parameter" : "invalid_value";
  return new ApiError(400, message, { ...(param === "" ? {} : { param }), code });
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

/** A short value as it is, of a long one what it is. */
function shown(value: unknown): string {
  const short = typeof value === "string" ? value.length <= 40 : typeof value !== "object";
  return short && value !== undefined ? JSON.stringify(value) : kindOf(value);
}
