const SMALL = [
  ...["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"],
  ...["twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
];
const TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const POWERS = [
  ...["thousand", "million", "billion", "trillion", "quadrillion", "quintillion"],
  ...["sextillion", "septillion", "octillion", "nonillion", "decillion"],
];

/** A number and what is written behind it: "s", "th". */
export type Suffixed = readonly [value: bigint, suffix: string];

export const zeros: ReadonlySet<string> = new Set(["o", "oh", "zero"]);

/** 1 to 19. */
export const ones: ReadonlyMap<string, bigint> = new Map(
  SMALL.map((name, i) => [name, BigInt(i + 1)]),
);

const irregularOrdinals: ReadonlyMap<string, readonly [name: string, suffix: string]> = new Map([
  ["one", ["first", "st"]],
  ["two", ["second", "nd"]],
  ["three", ["third", "rd"]],
  ["five", ["fifth", "th"]],
  ["twelve", ["twelfth", "th"]],
]);

/** "sixes", "first", "eighth". Whisper writes the ninth "nineth", and so leaves "ninth" as it is. */
export const onesSuffixed: ReadonlyMap<string, Suffixed> = new Map<string, Suffixed>([
  ...[...ones].map(
    ([name, value]) => [name === "six" ? "sixes" : `${name}s`, [value, "s"]] as const,
  ),
  ["zeroth", [0n, "th"]] as const,
  ...[...ones].map(([name, value]) => {
    const [ordinal, suffix] = irregularOrdinals.get(name) ?? [
      name.endsWith("t") ? `${name}h` : `${name}th`,
      "th",
    ];
    return [ordinal, [value, suffix]] as const;
  }),
]);

export const tens: ReadonlyMap<string, bigint> = new Map(
  TENS.map((name, i) => [name, BigInt(10 * (i + 2))]),
);

/** "twenties", "twentieth". */
export const tensSuffixed: ReadonlyMap<string, Suffixed> = new Map<string, Suffixed>(
  [...tens].flatMap(([name, value]) => [
    [name.replace("y", "ies"), [value, "s"]] as const,
    [name.replace("y", "ieth"), [value, "th"]] as const,
  ]),
);

export const multipliers: ReadonlyMap<string, bigint> = new Map([
  ["hundred", 100n],
  ...POWERS.map((name, i) => [name, 1000n ** BigInt(i + 1)] as const),
]);

/** "hundreds", "thousandth". */
export const multipliersSuffixed: ReadonlyMap<string, Suffixed> = new Map<string, Suffixed>(
  [...multipliers].flatMap(([name, value]) => [
    [`${name}s`, [value, "s"]] as const,
    [`${name}th`, [value, "th"]] as const,
  ]),
);

/** Signs, spoken before a number. */
export const signs: ReadonlyMap<string, string> = new Map([
  ...([
    ["minus", "-"],
    ["negative", "-"],
    ["plus", "+"],
    ["positive", "+"],
  ] as const),
]);

/** Currencies, spoken behind a number and written before it. */
export const currencies: ReadonlyMap<string, string> = new Map([
  ...([
    ["pound", "£"],
    ["pounds", "£"],
    ["euro", "€"],
    ["euros", "€"],
  ] as const),
  ...([
    ["dollar", "$"],
    ["dollars", "$"],
    ["cent", "¢"],
    ["cents", "¢"],
  ] as const),
]);

/** What may stand before the digits of a number. */
export const prefixes: ReadonlySet<string> = new Set([...signs.values(), ...currencies.values()]);

/** What may follow a point. */
export const isDecimal = (word: string | undefined): boolean =>
  word !== undefined && (ones.has(word) || tens.has(word) || zeros.has(word));

const others = new Set(["per", "percent", "and", "double", "triple", "point"]);
const tables = [
  ...[zeros, ones, onesSuffixed, tens, tensSuffixed, multipliers, multipliersSuffixed],
  ...[signs, currencies, others],
];

/** Whether the word may be part of a spoken number. */
export const isNumberWord = (word: string | undefined): boolean =>
  word !== undefined && tables.some((table) => table.has(word));
