/** The Hann window, 0.5 - 0.5 cos(2 pi i / period). A periodic one is for spectra, its period is its length. */
export function hannWindow(length: number, { periodic }: { readonly periodic: boolean }) {
  const period = periodic ? length : length - 1;
  return Float64Array.from({ length }, (_, i) =>
    period === 0 ? 1 : 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / period),
  );
}
