// From the import to the first number, in a process that has done nothing else.
const start = performance.now();
const { tensor } = await import("@qkv/nn");
const a = tensor([[1, 2], [3, 4]]); // biome-ignore format: a matrix
const [first] = a.matmul(a).dataSync();
const value = performance.now() - start;
if (first !== 7) throw new Error(`first result is ${first}, expected 7`);
console.log(JSON.stringify({ value }));
