export declare const mutants: readonly {
  readonly kernel: string;
  readonly fault: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}[];
