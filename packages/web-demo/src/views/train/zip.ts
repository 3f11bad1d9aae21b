interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** For each byte, its remainder by the polynomial of CRC-32 (ISO 3309). */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ remainders[(value ^ byte) & 255]!;
  return (value ^ 0xffffffff) >>> 0;
}

const UTF8_NAMES = 0x0800;
/** 1 January 1980, the first day that a ZIP knows: archives of the same files are the same. */
const DATE = 0x21;

/** Files in one, as they are: APPNOTE.TXT of PKWARE, method "stored". Weights hardly shrink. */
export function zipped(files: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const [parts, directory]: [Uint8Array[], Uint8Array[]] = [[], []];
  let at = 0;
  for (const { name, bytes } of files) {
    const encoded = new TextEncoder().encode(name);
    const shared = [
      ...[u16(20), u16(UTF8_NAMES), u16(0), u16(0), u16(DATE)],
      ...[u32(crc32(bytes)), u32(bytes.length), u32(bytes.length)],
      ...[u16(encoded.length), u16(0)],
    ];
    const local = joined([u32(0x04034b50), ...shared, encoded]);
    directory.push(
      joined([
        ...[u32(0x02014b50), u16(20), ...shared],
        ...[u16(0), u16(0), u16(0), u32(0), u32(at), encoded],
      ]),
    );
    parts.push(local, bytes);
    at += local.length + bytes.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = u16(files.length);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(size), u32(at), u16(0)];
  return joined([...parts, ...directory, ...end]);
}

const u16 = (value: number) => Uint8Array.of(value & 255, value >>> 8);
const u32 = (value: number) =>
  Uint8Array.of(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
