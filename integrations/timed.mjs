/** The result of something that gives its faults, and perhaps its bytes: { engine, faults, bytes, seconds }. */
export async function timed(engine, body) {
  const start = performance.now();
  let given;
  try {
    given = await body();
  } catch (error) {
    given = { faults: [error.message] };
  }
  return { engine, ...given, seconds: (performance.now() - start) / 1000 };
}
