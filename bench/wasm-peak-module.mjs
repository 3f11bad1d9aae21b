const v128 = 0x7b;
const vectorConstant = (value) => {
  const lanes = new Uint8Array(Float32Array.of(value, value, value, value).buffer);
  return [0xfd, 0x0c, ...lanes];
};
const get = (local) => [0x20, local];
const set = (local) => [0x21, local];
const sized = (bytes) => [...leb(bytes.length), ...bytes];
const section = (id, bytes) => [id, ...sized(bytes)];

/** x * factor + term in two instructions. */
export const separateMultiplyAdd = (x, factor, term) => [
  ...[...get(x), ...get(factor), 0xfd, 0xe6, 0x01], // f32x4.mul
  ...[...get(term), 0xfd, 0xe4, 0x01], // f32x4.add
];

/** The same in one, where the engine has relaxed SIMD. */
export const relaxedMadd = (x, factor, term) => [
  ...[...get(x), ...get(factor), ...get(term)],
  ...[0xfd, 0x85, 0x02], // f32x4.relaxed_madd
];

/** A module whose run(iterations) multiplies and adds in so many independent vector accumulators. */
export function loopModule(accumulators, step) {
  const factor = 1;
  const term = 2;
  const first = 3;
  const each = Array.from({ length: accumulators }, (_, i) => first + i);
  const body = [
    ...[1, ...leb(accumulators + 2), v128], // locals
    ...[...vectorConstant(0.999), ...set(factor), ...vectorConstant(0.001), ...set(term)],
    ...[0x03, 0x40], // loop
    ...each.flatMap((x) => [...step(x, factor, term), ...set(x)]),
    ...[...get(0), 0x41, 0x01, 0x6b, 0x22, 0x00, 0x0d, 0x00], // until --iterations is 0
    0x0b,
    ...get(first),
    ...each.slice(1).flatMap((x) => [...get(x), 0xfd, 0xe4, 0x01]),
    ...[0xfd, 0x1f, 0x00, 0x0b], // f32x4.extract_lane 0, end
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]), // (i32) -> f32
    ...section(3, [1, 0]),
    ...section(7, [1, ...sized([..."run"].map((c) => c.charCodeAt(0))), 0, 0]),
    ...section(10, [1, ...sized(body)]),
  ]);
}

function leb(value) {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}
