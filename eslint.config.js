import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const fence = (names, home) => ({
  group: names,
  message: `only ${home} may import this (see test/architecture.test.ts)`,
});

const banned = [
  // In a worker on WebGPU these return zeros, silently.
  { property: "dataSync", message: "use await tensor.data()" },
  { property: "arraySync", message: "use await tensor.data()" },
  { object: "tf", property: "nextFrame", message: "it stalls in hidden tabs" },
  { object: "tf", property: "einsum", message: "it has no gradient" },
];

/** Functions that engines may round as they like: with them a study replays differently in another browser. */
const unequal = ["exp", "expm1", "log", "log1p", "log2", "log10", "pow", "hypot", "cbrt", "sin", "cos", "tan"].map(
  (property) => ({
    object: "Math",
    property,
    message: "engines round it differently: see src/base/exponential.ts and logarithm.ts",
  }),
);

export default tseslint.config(
  { ignores: ["dist/**", "dev-dist/**", "node_modules/**"] },
  ...tseslint.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "react-hooks/rules-of-hooks": "error",
      eqeqeq: "error",
      "prefer-const": "error",
      "no-restricted-properties": ["error", ...banned],
      "no-restricted-imports": [
        "error",
        { patterns: [fence(["@tensorflow/*"], "src/engine"), fence(["idb"], "src/store"), fence(["comlink"], "src/wire")] },
      ],
      "max-lines": ["error", { max: 400 }],
    },
  },
  {
    // Workers name the addresses of tfjs's wasm files; the architecture test allows them nothing else.
    files: ["src/engine/**", "src/store/**", "src/wire/**", "workers/**", "test/**"],
    rules: { "no-restricted-imports": "off" },
  },
  {
    files: ["src/search/**", "src/base/{normal,linear-algebra,statistics,student-t}.ts"],
    rules: { "no-restricted-properties": ["error", ...banned, ...unequal] },
  },
);
