/** Adds up `bytes` (a multiple of 128) from `from` on, read from four places in order: as fast as memory is read. For the benchmark. */
export function readMemory(from: usize, bytes: usize): f32 {
  const quarter = bytes >> 2;
  let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  let from1 = from + quarter, from2 = from1 + quarter, from3 = from2 + quarter;
  const end = from1;
  do {
    sum0 = f32x4.add(sum0, v128.load(from));
    sum1 = f32x4.add(sum1, v128.load(from1));
    sum2 = f32x4.add(sum2, v128.load(from2));
    sum3 = f32x4.add(sum3, v128.load(from3));
    sum0 = f32x4.add(sum0, v128.load(from, 16));
    sum1 = f32x4.add(sum1, v128.load(from1, 16));
    sum2 = f32x4.add(sum2, v128.load(from2, 16));
    sum3 = f32x4.add(sum3, v128.load(from3, 16));
    from += 32;
    from1 += 32;
    from2 += 32;
    from3 += 32;
  } while (from < end);
  return f32x4.extract_lane(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)), 0);
}
