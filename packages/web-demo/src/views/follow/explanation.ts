import type { Explanation, Term, Vector } from "../../engine/protocol.ts";
import type { Words } from "../../words/language.svelte.ts";

export interface Place {
  readonly left: number;
  readonly right?: number;
}

/** The vectors that an explanation shows, place by place, and which place is the cell's own. */
export function placesOf(how: Explanation):
  | {
      readonly vectors: readonly Vector[];
      readonly rows: readonly Place[];
      readonly index?: number;
    }
  | undefined {
  if (how.kind === "dot" || how.kind === "masked") {
    const rows = Array.from(how.left.values, (left, i) => ({ left, right: how.right.values[i]! }));
    return { vectors: [how.left, how.right], rows };
  }
  if (how.kind === "norm" || how.kind === "softmax") {
    const rows = Array.from(how.row.values, (left) => ({ left }));
    return { vectors: [how.row], rows, index: how.index };
  }
  return undefined;
}

const norms = {
  layerNorm: String.raw`y_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}}\, w_i + b_i`,
  rmsNorm: String.raw`y_i = \frac{x_i}{\sqrt{\overline{x^2} + \varepsilon}}\, w_i`,
};

const activations: Readonly<Record<string, string>> = {
  gelu: String.raw`x\,\Phi(x)`,
  geluTanh: String.raw`\tfrac{x}{2}\left(1 + \tanh\left(\sqrt{2/\pi}\,(x + 0.0447\,x^3)\right)\right)`,
  relu: String.raw`\max(0, x)`,
  silu: String.raw`\frac{x}{1 + e^{-x}}`,
  reluSquared: String.raw`\max(0, x)^2`,
};

/** In TeX. */
export function formulaOf(how: Explanation): string | undefined {
  switch (how.kind) {
    case "dot": {
      const sum = String.raw`\sum_i a_i\, b_i`;
      const scaled =
        how.scale === 1 ? sum : String.raw`\frac{1}{\sqrt{${how.left.values.length}}} ${sum}`;
      const all = [scaled, ...how.terms.map((_, i) => (i === 0 ? "c" : "r"))].join(" + ");
      if (!how.activation) return `y = ${all}`;
      return String.raw`y = f\!\left(${all}\right),\quad f(x) = ${activations[how.activation]}`;
    }
    case "norm":
      return norms[how.norm];
    case "softmax":
      return String.raw`p_i = \frac{e^{s_i}}{\sum_j e^{s_j}}`;
    case "sum":
      return "y = a + b";
    case "activation":
      return `y = ${activations[how.activation]}${how.gate ? String.raw`\cdot g` : ""}`;
    case "rotation": {
      const factor = how.scale === 1 ? "" : `${Number(how.scale.toPrecision(4))}`;
      const turn = String.raw`a\cos\varphi ${how.sign < 0 ? "-" : "+"} b\sin\varphi`;
      return String.raw`y = ${factor === "" ? turn : `${factor}left(${turn}\right)`},\quad \varphi = t\,\omega_{${how.pair}}`;
    }
    case "masked":
      return String.raw`s = -\infty`;
    default:
      return undefined;
  }
}

/** What is added up to the number, or goes into it, with names. */
export function termsOf(how: Explanation, text: Words["views"]["follow"]): readonly Term[] {
  const plain = (name: string, value: number): Term => ({ name, part: "", value });
  switch (how.kind) {
    case "dot": {
      const sum = how.left.values.reduce(
        (total, left, i) => total + left * how.right.values[i]!,
        0,
      );
      const scaled =
        how.scale === 1
          ? []
          : [plain(text.scaled(String(Number(how.scale.toPrecision(4)))), how.scale * sum)];
      return [plain(text.total, sum), ...scaled, ...how.terms];
    }
    case "sum":
      return how.terms;
    case "norm":
      return [
        ...(how.norm === "layerNorm" ? [plain(text.mean, how.mean)] : []),
        plain(text.variance, how.variance),
        plain(text.weight, how.weight),
        plain(text.bias, how.bias),
      ];
    case "activation":
      return [how.input, ...(how.gate ? [how.gate] : [])];
    case "rotation":
      return [
        { ...how.own, name: `a: ${how.own.name}` },
        { ...how.partner, name: `b: ${how.partner.name}` },
        plain(text.rotation.position, how.position),
        plain(text.rotation.frequency(how.pair), how.frequency),
        plain(text.rotation.angle, how.angle),
      ];
    default:
      return [];
  }
}
