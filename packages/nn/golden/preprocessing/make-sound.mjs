/** Samples a second of every clip. */
const rate = 16000;

const kinds = {
  sine:
    ({ hz, amplitude }) =>
    (_, t) =>
      amplitude * Math.sin(2 * Math.PI * hz * t),
  chirp:
    ({ hz, to_hz: to, seconds, amplitude }) =>
    (_, t) =>
      amplitude * Math.sin(2 * Math.PI * (hz * t + ((to - hz) * t * t) / (2 * seconds))),
  constant:
    ({ amplitude }) =>
    () =>
      amplitude,
  clicks:
    ({ every, amplitude }) =>
    (i) =>
      i % every === 0 ? amplitude : 0,
  noise: ({ seed, amplitude }) => {
    const next = mulberry32(seed);
    return () => amplitude * (2 * next() - 1);
  },
};

/** A clip out of its formula: the parts added up, each from its second on. */
export function makeSound({ sound, samples }) {
  const sum = new Float64Array(samples);
  for (const part of sound) {
    const make = Object.hasOwn(kinds, part.kind) ? kinds[part.kind] : undefined;
    if (!make) throw new Error(`a part of kind ${JSON.stringify(part.kind)} is not understood`);
    const [first, count] = [Math.round((part.from ?? 0) * rate), Math.round(part.seconds * rate)];
    const sampleAt = make(part);
    for (let i = 0; i < count; i++) {
      const sample = sampleAt(i, i / rate);
      if (first + i < samples) sum[first + i] += sample;
    }
  }
  return Float32Array.from(sum);
}

function mulberry32(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), 1 | t);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
