/** Instructions and sections of a small WebAssembly module, as the binary format has them. */

export const v128 = 0x7b;
export const i32 = 0x7f;
const f32 = 0x7d;

export const get = (local: number): number[] => [0x20, ...leb(local)];
export const set = (local: number): number[] => [0x21, ...leb(local)];
export const constant = (value: number): number[] => [0x41, ...signedLeb(value)];
export const addI32 = [0x6a];

/** f32x4 of one value in every lane. */
export const vectorConstant = (value: number): number[] => [
  ...[0xfd, 0x0c],
  ...new Uint8Array(Float32Array.of(value, value, value, value).buffer),
];
export const addF32x4 = [0xfd, 0xe4, 0x01];
export const mulF32x4 = [0xfd, 0xe6, 0x01];
export const relaxedMaddF32x4 = [0xfd, 0x85, 0x02];
export const firstLaneF32 = [0xfd, 0x1f, 0x00];
/** Of the address on the stack and so many bytes on, a multiple of 16. */
export const loadV128 = (offset: number): number[] => [0xfd, 0x00, 0x04, ...leb(offset)];

/** The body again until the local, one lower after each turn, is 0: V8 likes the condition at the end. */
export const countDown = (local: number, body: readonly number[]): number[] => [
  ...[0x03, 0x40, ...body],
  ...[...get(local), ...constant(1), 0x6b, 0x22, ...leb(local), 0x0d, 0x00, 0x0b],
];

/** A module that exports `run(count: i32) -> f32`; its locals 1, 2, ... are of these types. */
export function runModule(
  locals: readonly number[],
  body: readonly number[],
  { memory = false }: { readonly memory?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const declared = [...leb(locals.length), ...locals.flatMap((type) => [1, type])];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, i32, 1, f32]),
    ...(memory ? section(2, [1, ...named("m"), ...named("memory"), 2, 0, 1]) : []),
    ...section(3, [1, 0]),
    ...section(7, [1, ...named("run"), 0, 0]),
    ...section(10, [1, ...sized([...declared, ...body, 0x0b])]),
  ]);
}

/** The module's run. */
export function instantiate(
  bytes: Uint8Array<ArrayBuffer>,
  memory?: WebAssembly.Memory,
): (count: number) => unknown {
  const imports = memory ? { m: { memory } } : {};
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  const { run } = exports;
  if (typeof run !== "function")
    throw new Error("machine: the measuring module lacks its function");
  return (count) => run(count);
}

const sized = (bytes: readonly number[]): number[] => [...leb(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];
const named = (text: string): number[] => sized(Array.from(text, (letter) => letter.charCodeAt(0)));

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 127];
    bytes.push((rest & 127) | 128);
  }
}
