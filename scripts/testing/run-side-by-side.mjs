import { availableParallelism } from "node:os";

/** Runs jobs in their order, as many at once as there are processors, and tells of each result as it comes. */
export async function runSideBySide(jobs, tell) {
  const waiting = [...jobs];
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) tell(job, await job.run());
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}
