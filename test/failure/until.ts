/** Asks again while a process is being started again. What was refused or broken off is not acknowledged. */
export async function untilAnswered<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  milliseconds = 60_000,
): Promise<T> {
  const end = performance.now() + milliseconds;
  let last: unknown;
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      last = error;
      return undefined;
    });
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`no answer in time: ${what}`, { cause: last });
    await pause(50);
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
