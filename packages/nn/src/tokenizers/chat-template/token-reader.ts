import { ChatTemplateError } from "./chat-template-error.ts";
import type { TemplateToken, TokenKind } from "./template-tokens.ts";

const deepest = 200;

/** Reads tokens one by one. */
export class TokenReader {
  readonly #tokens: readonly TemplateToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly TemplateToken[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  next(): TemplateToken {
    const token = this.#tokens[this.#at++];
    if (!token) throw new ChatTemplateError("the template ends too early");
    return token;
  }

  /** Whether such a token comes next. */
  is(kind: TokenKind, value?: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === kind && (value === undefined || token.value === value);
  }

  isOperator(value: string): boolean {
    return this.is("operator", value);
  }

  isWord(value: string, ahead = 0): boolean {
    return this.is("name", value, ahead);
  }

  /** Passes a token of this kind; false where another one comes. */
  take(kind: TokenKind, value?: string): boolean {
    if (!this.is(kind, value)) return false;
    this.#at++;
    return true;
  }

  takeOperator(value: string): boolean {
    return this.take("operator", value);
  }

  takeWord(value: string): boolean {
    return this.take("name", value);
  }

  expect(kind: TokenKind, value?: string): TemplateToken {
    if (!this.is(kind, value)) throw this.fault(value ?? `a ${kind}`);
    return this.next();
  }

  /** Reads something that may hold more of its kind. */
  nested<T>(read: () => T): T {
    if (++this.#depth > deepest) throw new ChatTemplateError("it is nested too deep");
    const value = read();
    this.#depth--;
    return value;
  }

  fault(expected: string): ChatTemplateError {
    const token = this.#tokens[this.#at];
    const found = token
      ? `${JSON.stringify(token.value || token.kind)} in line ${token.line}`
      : "its end";
    return new ChatTemplateError(`${found} is not expected, but ${expected}`);
  }
}
