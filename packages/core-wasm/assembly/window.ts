import { maxCount, minCount } from './simd';

/** First place along an axis at which a cell is not before the image: `start` is its position at place 0. */
// @ts-ignore: decorator
@inline
export function firstInside(start: i32, stride: i32, places: i32): i32 {
  return start >= 0 ? 0 : minCount(places, (stride - 1 - start) / stride);
}

/** First place from which a cell is past an image of `size`. */
// @ts-ignore: decorator
@inline
export function firstPast(start: i32, stride: i32, places: i32, size: i32): i32 {
  return minCount(places, maxCount(0, (size - start + stride - 1) / stride));
}
