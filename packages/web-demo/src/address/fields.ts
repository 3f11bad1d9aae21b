/** One value of a view's state: what it is at first, and how it stands in an address. */
export interface Field<T> {
  readonly initial: T;
  /** undefined for what is no such value: addresses are typed by people and shortened by mail programs. */
  read(text: string): T | undefined;
  write(value: T): string;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Any text of at most so many characters. */
export const text = (initial: string, longest = 4000): Field<string> => ({
  initial,
  read: (given) => (given.length <= longest ? given : undefined),
  write: (value) => value,
});

/** A number within a range; written with six significant digits. */
export const number = (initial: number, { from, to }: Range): Field<number> => ({
  initial,
  read(given) {
    const value = given.trim() === "" ? Number.NaN : Number(given);
    return value >= from && value <= to ? value : undefined;
  },
  write: (value) => String(Number(value.toPrecision(6))),
});

export const integer = (initial: number, range: Range): Field<number> => {
  const numbers = number(initial, range);
  return {
    ...numbers,
    read: (given) => (/^-?\d{1,15}$/.test(given) ? numbers.read(given) : undefined),
    write: String,
  };
};

export const flag = (initial: boolean): Field<boolean> => ({
  initial,
  read: (given) => (given === "1" ? true : given === "0" ? false : undefined),
  write: (value) => (value ? "1" : "0"),
});

/** One of a few names. */
export const oneOf = <const T extends string>(names: readonly T[], initial: T): Field<T> => ({
  initial,
  read: (given) => names.find((name) => name === given),
  write: (value) => value,
});

/** Integers from 0 in a list, such as tokens that are masked: "0,3,4". */
export const integers = (initial: readonly number[], longest = 512): Field<readonly number[]> => ({
  initial,
  read(given) {
    const parts = given === "" ? [] : given.split(",");
    const sound = parts.length <= longest && parts.every((part) => /^\d{1,9}$/.test(part));
    return sound ? parts.map(Number) : undefined;
  },
  write: (value) => value.join(","),
});

/** Names in a list, such as heads that are taken away: "0.1,2.3". Names have no comma. */
export const names = (initial: readonly string[], longest = 512): Field<readonly string[]> => ({
  initial,
  read(given) {
    const parts = given === "" ? [] : given.split(",");
    return parts.length <= longest && parts.every((part) => part !== "") ? parts : undefined;
  },
  write: (value) => value.join(","),
});
