/** The one-time password between the sign-in page and the next, in memory alone: nobody types it twice. */
let typed = '';

export function keepTyped(password: string): void {
  typed = password;
}

export const lastTyped = (): string => typed;
