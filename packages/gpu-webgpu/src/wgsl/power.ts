/**
 * `power(a: f32, e: f32, high: f32, low: f32) -> f32`: a^e of a positive, finite a, e = high + low with 12 bits in
 * high; relative error 3e-7 where e log2 a is as large as 120. log2 a is made in two floats, as fdlibm's powf does (Ng
 * and Sun, e_powf.c): parts of 12 bits are cut off so that their products are exact. Needs `exponential`.
 */
export const power = `
fn upperBits(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u); }
fn power(a: f32, e: f32, high: f32, low: f32) -> f32 {
  let denormal = a < 1.1754943508222875e-38;
  let bits = bitcast<i32>(select(a, 16777216.0 * a, denormal));
  let fraction = bits & 0x7fffff;
  // a = 2^n m, m near 1 or 1.5
  let middle = fraction > 0x1cc471 && fraction < 0x5db3d7;
  let above = fraction >= 0x5db3d7;
  let n = f32((bits >> 23u) - 127 - select(0, 24, denormal) + select(0, 1, above));
  let mBits = (fraction | 0x3f800000) - select(0, 0x800000, above);
  let m = bitcast<f32>(mBits);
  let centre = select(1.0, 1.5, middle);
  // log2 centre
  let baseHigh = select(0.0, 0.5849609375, middle);
  let baseLow = select(0.0, 1.56322085e-6, middle);
  // s = (m - centre) / (m + centre)
  let u = m - centre;
  let v = 1.0 / (m + centre);
  let s = u * v;
  let sHigh = upperBits(s);
  let sumHigh = bitcast<f32>((((mBits >> 1u) & -4096) | 0x20000000) + 0x400000 + select(0, 0x200000, middle));
  let sumLow = m - (sumHigh - centre);
  let sLow = v * fma(-sHigh, sumLow, fma(-sHigh, sumHigh, u));
  // 3 + s^2 + r = 3 atanh(s) / s
  let square = s * s;
  var r = fma(square, 0.20697501, 0.23066075);
  r = fma(r, square, 0.27272812);
  r = fma(r, square, 0.33333334);
  r = fma(r, square, 0.42857143);
  r = fma(r, square, 0.6);
  r = fma(r * square, square, sLow * (sHigh + s));
  let squareHigh = sHigh * sHigh;
  let seriesHigh = upperBits(3.0 + squareHigh + r);
  let seriesLow = r - ((seriesHigh - 3.0) - squareHigh);
  let leading = sHigh * seriesHigh;
  let trailing = sLow * seriesHigh + seriesLow * s;
  let productHigh = upperBits(leading + trailing);
  let productLow = trailing - (productHigh - leading);
  // times 2 / (3 ln 2)
  let logHigh = 0.9619140625 * productHigh;
  let logLow = fma(-1.1736857402e-4, productHigh, fma(productLow, 0.96179670095, baseLow));
  let log2High = upperBits(((logHigh + logLow) + baseHigh) + n);
  let log2Low = logLow - (((log2High - n) - baseHigh) - logHigh);
  let zHigh = high * log2High;
  let zLow = fma(low, log2High, e * log2Low);
  let limited = clamp(zHigh + zLow, -200.0, 200.0);
  let whole = round(limited);
  let rest = select((zHigh - whole) + zLow, 0.0, abs(limited) == 200.0);
  return timesPowerOfTwo(nearExponential(0.6931471805599453 * rest), i32(whole));
}
`;
