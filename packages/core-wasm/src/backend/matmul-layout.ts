/** How matmul finds its operand b: rows [k, n], rows [n, k] (transposed), or panels as `prepack` makes them. */
export const matmulLayout = { rows: 0, transposed: 1, panels: 2 } as const;
export type MatmulLayout = (typeof matmulLayout)[keyof typeof matmulLayout];
