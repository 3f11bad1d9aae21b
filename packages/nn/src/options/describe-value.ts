const LONGEST = 60;

/** What came, on one line and not too long. Looks no deeper than into a list. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, 8).map((one) => (Array.isArray(one) ? "[…]" : describeValue(one)));
    return shorten(`[${shown.join(",")}${value.length > 8 ? ",…" : ""}]`);
  }
  if (typeof value === "function") return "a function";
  if (value instanceof Promise) return "a Promise (await it)";
  if (typeof value === "object" && value !== null) {
    const kind: unknown = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof kind === "string" && kind !== "Object" ? `an object of ${kind}` : "an object";
  }
  if (typeof value === "bigint") return `${shorten(String(value))}n`;
  return shorten(typeof value === "string" ? JSON.stringify(value) : String(value));
}

/** The text, or its beginning. */
export const shorten = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
