// Payne and Hanek, "Radian reduction for trigonometric functions", 1983: x = mantissa 2^e, and of 1 / (2 pi) only the
// digits matter that make less than a turn with it. Those before give whole turns, those after too little.

/** The bits of 1 / (2 pi) after 8 zeros, the last ones first. */
const digits: usize = memory.data<u8>([
  0x7f, 0x10, 0xe4, 0x10, 0x4f, 0x66, 0xa5, 0xd8, 0x36, 0x70, 0x37, 0x4d, 0x7d,
  0xf4, 0xd5, 0x09, 0x7f, 0x4a, 0x05, 0x91, 0x93, 0xdb, 0x60, 0xbe, 0x28, 0x00,
]);

/** 2 pi / 2^64. */
const TURN: f64 = 3.4061215800865545e-19;

/** Whether a lane is an angle for `farAngle`: of 2^20 or more. */
// @ts-ignore: decorator
@inline
export function isFar(x: v128): bool {
  return v128.any_true(f32x4.ge(f32x4.abs(x), f32x4.splat(1048576)));
}

/** x less whole turns, within half a turn of 0, where |x| is 2^20 or more; else, or if x is infinite or NaN, x. */
export function farAngle(x: f32): f64 {
  const bits = reinterpret<u32>(x);
  const place = (bits >> 23 & 255) - 142; // of the first digit below a whole turn
  if (place - 5 >= 108) return x;
  const mantissa = <u64>(bits & 0x7fffff | 0x800000);
  const at = digits - (place >> 3);
  const fraction = mantissa * load<u64>(at, 18) + (mantissa * load<u32>(at, 14) >> 32) << (place & 7);
  return <f64><i64>fraction * copysign(TURN, <f64>x);
}
