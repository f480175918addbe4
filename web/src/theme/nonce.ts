/** The one-time word that lets this page's own style elements through its content policy; empty while developing. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
