/** The types of what comes from JavaScript by mistake: the walk asks which of them a parameter takes. */
export interface WrongValueTypes {
  readonly undefined: undefined;
  readonly null: null;
  readonly number: number;
  readonly string: string;
  readonly object: Readonly<Record<never, never>>;
  readonly promise: Promise<number>;
}
