const startMilliseconds = 90_000;

/** Looks again and again, until it holds. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + startMilliseconds;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`HDFS was not ready after ${startMilliseconds / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
