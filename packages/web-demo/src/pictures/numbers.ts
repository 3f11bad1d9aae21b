/** Four significant digits, as people read them: 0.1234, 12.3, 1.2e-7. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "NaN";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return signed(value.toExponential(2));
  return signed(String(Number(value.toPrecision(4))));
}

export const percent = (share: number): string =>
  share > 0 && share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;

const signed = (text: string): string => text.replace(/^-/, "−");

/** "[1, 7, 48]" */
export const shapeText = (shape: readonly (number | string)[]): string => `[${shape.join(", ")}]`;

/** A token so that its spaces are seen. */
export const visible = (token: string): string =>
  token === "" ? "∅" : token.replace(/ /g, "␣").replace(/\n/g, "⏎").replace(/\t/g, "⇥");
