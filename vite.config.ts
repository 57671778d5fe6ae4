import preact from "@preact/preset-vite";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";
import { serverHeaders } from "./test/tools/headers.ts";
import { clientDocument } from "./test/tools/oauth-client.ts";

export default defineConfig({
  // Relative, so that the built folder works from any path of any static host.
  base: "./",
  plugins: [
    preact(),
    clientDocument(process.env["VITE_HUB_CLIENT_ID"]),
    VitePWA({
      injectRegister: false,
      workbox: {
        // The page of the first visit is the one that may lose its network next.
        clientsClaim: true,
        // Open tabs need the files that they were built with: a newer version waits until the last of them is closed.
        skipWaiting: false,
        globPatterns: ["**/*.{js,css,html,svg,wasm,json,txt,safetensors,webmanifest}"],
        // Tens of megabytes that few studies ask for, and what is of no use without a network.
        globIgnores: ["**/ort*", "**/push-*", "**/oauth-client.json"],
        maximumFileSizeToCacheInBytes: 16 * 2 ** 20,
      },
      manifest: {
        name: "AutoDistill Web",
        short_name: "AutoDistill",
        description: "Distill a language model in this page, for this device",
        display: "standalone",
        start_url: "./",
        icons: [{ src: "icon.svg", sizes: "any", type: "image/svg+xml" }],
      },
    }),
  ],
  worker: { format: "es" },
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    // Whatever runs this page preloads modules by itself.
    modulePreload: { polyfill: false },
  },
  server: { headers: serverHeaders },
  preview: { headers: serverHeaders },
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
          exclude: ["test/browser/**"],
          testTimeout: 30_000,
          // Threads start faster than processes; by default one would leave a second core idle.
          pool: "threads",
          maxWorkers: 2,
        },
        plugins: [preact()],
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          // A browser each, on two cores.
          maxWorkers: 2,
        },
      },
    ],
  },
});
