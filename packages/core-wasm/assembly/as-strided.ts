import { floatBytes, storePartial } from './simd';

/** y[i] = x[i step], step in bytes. */
function copyStrided(x: usize, step: usize, y: usize, count: i32): void {
  if (step == 4 && count >= 256) {
    memory.copy(y, x, floatBytes(count));
    return;
  }
  if (step == 4 || step == 0) {
    for (; count >= 4; count -= 4, x += step << 2, y += 16) v128.store(y, step ? v128.load(x) : v128.load32_splat(x));
    storePartial(y, step ? v128.load(x) : v128.load32_splat(x), count);
    return;
  }
  for (; count > 0; count--, x += step, y += 4) store<f32>(y, load<f32>(x));
}

/**
 * y = the elements of x that the axes at `axes` name, slowest first, each as int32 { size, step in x }; `outer` of
 * them stand before the last. Gives the end of what it wrote.
 */
export function asStrided(axes: usize, outer: i32, x: usize, y: usize): usize {
  const size = load<i32>(axes);
  const step = floatBytes(load<i32>(axes, 4));
  if (outer == 0) {
    copyStrided(x, step, y, size);
    return y + floatBytes(size);
  }
  for (let i = 0; i < size; i++, x += step) y = asStrided(axes + 8, outer - 1, x, y);
  return y;
}

/** x[i step] += y[i], step in bytes. */
function addStrided(x: usize, step: usize, y: usize, count: i32): void {
  if (step == 4) {
    for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(x, f32x4.add(v128.load(x), v128.load(y)));
    storePartial(x, f32x4.add(v128.load(x), v128.load(y)), count);
    return;
  }
  for (; count > 0; count--, x += step, y += 4) store<f32>(x, load<f32>(x) + load<f32>(y));
}

/** The elements of x that the axes name += y, in the order of y. */
export function addAsStrided(axes: usize, outer: i32, x: usize, y: usize): usize {
  const size = load<i32>(axes);
  const step = floatBytes(load<i32>(axes, 4));
  if (outer == 0) {
    addStrided(x, step, y, size);
    return y + floatBytes(size);
  }
  for (let i = 0; i < size; i++, x += step) y = addAsStrided(axes + 8, outer - 1, x, y);
  return y;
}
