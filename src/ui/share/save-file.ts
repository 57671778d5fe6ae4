/** Hands bytes to the browser as a download. */
export function saveFile(name: string, content: Uint8Array | string, type: string): void {
  // A copy: the bytes may be a view into memory that is shared or larger than the file.
  const part = typeof content === "string" ? content : new Uint8Array(content);
  const url = URL.createObjectURL(new Blob([part], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; revoking at once cancels it in some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name that every file system takes: "Built-in study, trial 7" → "built-in-study-trial-7". */
export function fileStem(...parts: readonly (string | number)[]): string {
  const stem = parts
    .join(" ")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
  return stem === "" ? "study" : stem;
}
