import preact from "@preact/preset-vite";
import { join } from "node:path";
import { defineConfig } from "vite";
import { serverHeaders } from "../tools/headers.ts";

/** The page with a lab in memory. Built and previewed, it runs under the same headers as the real one. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: "../../public",
  base: "./",
  plugins: [preact()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    rolldownOptions: { input: join(import.meta.dirname, "preview.html") },
  },
  preview: { headers: serverHeaders },
});
