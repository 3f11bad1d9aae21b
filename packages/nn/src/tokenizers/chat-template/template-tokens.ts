import { ChatTemplateError } from "./chat-template-error.ts";

export type TokenKind =
  | "text"
  | "block begin"
  | "block end"
  | "variable begin"
  | "variable end"
  | "name"
  | "string"
  | "integer"
  | "float"
  | "operator";

export interface TemplateToken {
  readonly kind: TokenKind;
  readonly value: string;
  readonly line: number;
}

const begins = /\{(%|\{|#)/g;
const operators = /\/\/|\*\*|==|!=|>=|<=|[-+*/%~<>=.:|,;()[\]{}]/y;
const number = /(?:\d[\d_]*)(\.\d[\d_]*)?([eE][+-]?\d+)?/y;
const name = /[\p{L}_][\p{L}\p{N}_]*/uy;
const string = /'([^'\\]*(?:\\[\s\S][^'\\]*)*)'|"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/y;

/**
 * The tokens of a Jinja template, with trim_blocks and lstrip_blocks as transformers has them: the first line end behind a
 * block goes, and the white space of its line before it.
 */
export function templateTokens(template: string): TemplateToken[] {
  return new TemplateLexer(template).tokens();
}

class TemplateLexer {
  readonly #source: string;
  readonly #tokens: TemplateToken[] = [];
  #at = 0;
  #line = 1;
  #counted = 0;
  /** Whether the text here begins a line. */
  #lineStarting = true;

  constructor(template: string) {
    // One line end at the very end is none of the text.
    this.#source = template.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  }

  tokens(): TemplateToken[] {
    const source = this.#source;
    while (this.#at < source.length) {
      begins.lastIndex = this.#at;
      const found = begins.exec(source);
      if (!found) {
        this.#text(source.slice(this.#at));
        break;
      }
      const sign =
        source[found.index + 2] === "-" || source[found.index + 2] === "+"
          ? source[found.index + 2]!
          : "";
      const isVariable = found[1] === "{";
      this.#textBefore(found.index, sign, isVariable);
      this.#at = found.index + 2 + (isVariable && sign === "+" ? 0 : sign.length);
      if (found[1] === "#") this.#comment();
      else if (isVariable) this.#inside("variable begin", "variable end");
      else if (!this.#raw()) this.#inside("block begin", "block end");
      this.#lineStarting = source[this.#at - 1] === "\n";
    }
    return this.#tokens;
  }

  #push(kind: TokenKind, value: string): void {
    for (; this.#counted < this.#at; this.#counted++)
      if (this.#source[this.#counted] === "\n") this.#line++;
    this.#tokens.push({ kind, value, line: this.#line });
  }

  #text(text: string): void {
    if (text !== "") this.#push("text", text);
  }

  #textBefore(end: number, sign: string, isVariable: boolean): void {
    this.#text(this.#stripped(this.#source.slice(this.#at, end), sign, isVariable));
  }

  #stripped(text: string, sign: string, isVariable: boolean): string {
    if (sign === "-") return text.trimEnd();
    if (sign === "+" || isVariable) return text;
    const lineStart = text.lastIndexOf("\n") + 1;
    const indented = (lineStart > 0 || this.#lineStarting) && /^\s*$/.test(text.slice(lineStart));
    return indented ? text.slice(0, lineStart) : text;
  }

  #comment(): void {
    const end = this.#source.indexOf("#}", this.#at);
    if (end < 0) throw this.#fault("a comment has no end");
    const sign = this.#source[end - 1] ?? "";
    this.#at = end + 2;
    this.#afterEnd(sign, true);
  }

  /** What goes behind the end of a tag: all white space, or one line end, or nothing. */
  #afterEnd(sign: string, isBlock: boolean): void {
    if (sign === "-") {
      while (this.#at < this.#source.length && /\s/.test(this.#source[this.#at]!)) this.#at++;
    } else if (isBlock && sign !== "+" && this.#source[this.#at] === "\n") this.#at++;
  }

  /** Text that is no template; false where no such block begins here. */
  #raw(): boolean {
    const begin = /\s*raw\s*(-?)%\}/y;
    begin.lastIndex = this.#at;
    const found = begin.exec(this.#source);
    if (!found) return false;
    this.#at = begin.lastIndex;
    if (found[1] === "-") this.#afterEnd("-", false);
    const end = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;
    end.lastIndex = this.#at;
    const closing = end.exec(this.#source);
    if (!closing) throw this.#fault("a raw block has no end");
    this.#lineStarting = false;
    this.#textBefore(closing.index, closing[1]!, false);
    this.#at = end.lastIndex;
    this.#afterEnd(closing[2]!, true);
    return true;
  }

  #inside(begin: TokenKind, end: TokenKind): void {
    this.#push(begin, "");
    const source = this.#source;
    const closing = end === "block end" ? "%}" : "}}";
    let open = 0;
    for (;;) {
      while (this.#at < source.length && /\s/.test(source[this.#at]!)) this.#at++;
      if (this.#at >= source.length) throw this.#fault(`a tag has no ${closing}`);
      const signed = /[-+]/.test(source[this.#at]!) ? 1 : 0;
      const isSign = signed === 1 && (end === "block end" || source[this.#at] === "-");
      if (open === 0 && source.startsWith(closing, this.#at + (isSign ? 1 : 0))) {
        const sign = isSign ? source[this.#at]! : "";
        this.#push(end, "");
        this.#at += 2 + sign.length;
        this.#afterEnd(sign, end === "block end");
        return;
      }
      const operator = this.#expressionToken();
      if (/^[([{]$/.test(operator)) open++;
      else if (/^[)\]}]$/.test(operator)) open--;
    }
  }

  /** One token of an expression; the operator where it is one. */
  #expressionToken(): string {
    const found = this.#take(string);
    if (found) {
      this.#push("string", unescaped(found[1] ?? found[2] ?? ""));
      return "";
    }
    const digits = this.#take(number);
    if (digits) {
      const isFloat = digits[1] !== undefined || digits[2] !== undefined;
      this.#push(isFloat ? "float" : "integer", digits[0].replaceAll("_", ""));
      return "";
    }
    const word = this.#take(name);
    if (word) {
      this.#push("name", word[0]);
      return "";
    }
    const operator = this.#take(operators);
    if (!operator) throw this.#fault(`${JSON.stringify(this.#source[this.#at])} is not expected`);
    this.#push("operator", operator[0]);
    return operator[0];
  }

  #take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source);
    if (!found) return undefined;
    this.#at = expression.lastIndex;
    return found;
  }

  #fault(problem: string): ChatTemplateError {
    const line = this.#source.slice(0, this.#at).split("\n").length;
    return new ChatTemplateError(`${problem} (line ${line})`);
  }
}

const escapes: Readonly<Record<string, string>> = {
  ...{ n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", a: "\x07", "0": "\0", "\n": "" },
};

/** As Python reads what stands between quotes. */
const unescaped = (text: string): string =>
  text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (whole, two, four, eight, one: string | undefined) => {
      const code = two ?? four ?? eight;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      if (one === undefined) return whole;
      return escapes[one] ?? (/['"\\]/.test(one) ? one : `\\${one}`);
    },
  );
