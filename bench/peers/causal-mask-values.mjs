/** An additive mask [tokens, tokens]: 0 up to the diagonal, far below every score above it. */
export function causalMaskValues(tokens) {
  const mask = new Float32Array(tokens * tokens);
  for (let query = 0; query < tokens; query++)
    mask.fill(-1e9, query * tokens + query + 1, (query + 1) * tokens);
  return mask;
}
