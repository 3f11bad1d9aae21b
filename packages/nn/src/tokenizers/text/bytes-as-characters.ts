/** GPT-2's alphabet: a visible character for each byte; those that have none of their own come from U+0100 on. */
const codeOfByte: Uint16Array = (() => {
  const codes = new Uint16Array(256);
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const visible = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    codes[byte] = visible ? byte : next++;
  }
  return codes;
})();

const byteOfCode: ReadonlyMap<number, number> = new Map(
  [...codeOfByte].map((code, byte) => [code, byte]),
);

/** The 256 characters by byte. */
export const byteCharacters: readonly string[] = [...codeOfByte].map((code) =>
  String.fromCharCode(code),
);

const encoder = new TextEncoder();

/** The bytes of a text in UTF-8, each as its character. */
export function bytesAsCharacters(text: string): string {
  let written = "";
  for (const byte of encoder.encode(text)) written += byteCharacters[byte];
  return written;
}

/** The bytes that characters stand for; undefined where one stands for none. */
export function bytesOfCharacters(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const byte = byteOfCode.get(text.charCodeAt(i));
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}
