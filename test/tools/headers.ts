/**
 * The headers the page wants from its host. COOP and COEP give cross-origin isolation (the 5 µs clock);
 * `credentialless` keeps cross-origin downloads possible. The page also works without them, more slowly.
 */
export const contentSecurityPolicy = [
  "default-src 'self'",
  // WebAssembly needs its own permission; there is no 'unsafe-eval' and no inline script.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export const serverHeaders = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "credentialless",
  "Content-Security-Policy": contentSecurityPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};
