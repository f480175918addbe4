/** Descriptors of what a task's recorder executes, beside the listening sockets at 3 to 6. */
export const descriptor = { alive: 7, plan: 8, args: 9, seccomp: 10, status: 11 } as const;
