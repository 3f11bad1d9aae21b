/** A chunk of a RIFF file, with the byte that fills an odd one up. */
export function chunk(name: string, data: Uint8Array, size = data.length): Uint8Array {
  const bytes = new Uint8Array(8 + data.length + (data.length & 1));
  bytes.set(new TextEncoder().encode(name));
  new DataView(bytes.buffer).setUint32(4, size, true);
  bytes.set(data, 8);
  return bytes;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The contents of a fmt chunk. */
export function waveFormat(code: number, bits: number, channels = 1, rate = 16000): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint16(0, code, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, rate, true);
  view.setUint32(8, (rate * channels * bits) / 8, true);
  view.setUint16(12, (channels * bits) / 8, true);
  view.setUint16(14, bits, true);
  return new Uint8Array(view.buffer);
}

export const riff = (...chunks: readonly Uint8Array[]): Uint8Array =>
  chunk("RIFF", joined(new TextEncoder().encode("WAVE"), ...chunks));
