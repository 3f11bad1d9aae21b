/** A WAV file of 16 bits, one channel. */
export function wave(samples: Float32Array, rate: number): Uint8Array {
  const file = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at: number, chars: string) =>
    [...chars].forEach((char, i) => {
      file.setUint8(at + i, char.charCodeAt(0));
    });
  text(0, "RIFF");
  file.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, 1, true);
  file.setUint32(24, rate, true);
  file.setUint32(28, 2 * rate, true);
  file.setUint16(32, 2, true);
  file.setUint16(34, 16, true);
  text(36, "data");
  file.setUint32(40, 2 * samples.length, true);
  for (const [i, x] of samples.entries()) file.setInt16(44 + 2 * i, Math.round(x * 32767), true);
  return new Uint8Array(file.buffer);
}
