/** A number of layers, heads, channels or ids in a config.json: as many as there may be, which is more than will fit. */
export const size = { from: 1, to: 2 ** 31 };
