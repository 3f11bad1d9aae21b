/** For each code unit of a text the index of its code point; undefined where that is the index of the code unit. */
export function codePointStarts(text: string): Int32Array | undefined {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return undefined;
  const starts = new Int32Array(text.length);
  let count = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const before = i === 0 ? 0 : text.charCodeAt(i - 1);
    const second = code >= 0xdc00 && code < 0xe000 && before >= 0xd800 && before < 0xdc00;
    if (!second) count++;
    starts[i] = count;
  }
  return starts;
}
