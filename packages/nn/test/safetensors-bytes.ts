/** A safetensors file of this header text and these data bytes, right or wrong. */
export function fileOf(header: string | object, data: ArrayLike<number> = []): Uint8Array {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const encoded = new TextEncoder().encode(text);
  const file = new Uint8Array(8 + encoded.length + data.length);
  new DataView(file.buffer).setUint32(0, encoded.length, true);
  file.set(encoded, 8);
  file.set(data, 8 + encoded.length);
  return file;
}

/** The bytes of a typed array, in memory order. */
export const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Whether two arrays hold the same bytes; faster than comparing values one by one. */
export const sameBits = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
