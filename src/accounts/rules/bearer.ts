/** The token of an Authorization header, `Bearer <token>` or Jupyter's `token <token>`; undefined: it holds none. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^(?:bearer|token) +([\w.~+/=-]{1,200})$/i.exec(header ?? '')?.[1];
}
