/**
 * The headers the page wants from its host. COOP and COEP give cross-origin isolation (the 5 µs clock);
 * `credentialless` keeps cross-origin downloads possible. The page also works without them, more slowly.
 */
/**
 * Where a person may name a model: the hub, the stores that it sends large files from, and the one that it takes them
 * to. Nothing is asked of them before that.
 */
const hubOrigins = ["https://huggingface.co", "https://*.huggingface.co", "https://*.hf.co", "https://hf-hub-lfs-us-east-1.s3-accelerate.amazonaws.com"];

/** @param mirrors origins of further hubs that the page may read from */
const contentSecurityPolicy = (mirrors: readonly string[]): string => [
  "default-src 'self'",
  // WebAssembly needs its own permission; there is no 'unsafe-eval' and no inline script.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  ["connect-src 'self' data: blob:", ...hubOrigins, ...mirrors].join(" "),
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export const headersWith = (mirrors: readonly string[]) => ({
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "credentialless",
  "Content-Security-Policy": contentSecurityPolicy(mirrors),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
});

export const serverHeaders = headersWith([]);
