export type MarkdownRow = Readonly<Record<string, string | number>>;

/** Text that Markdown shows as it is: no link, no tag, no cell border in it. */
export function markdownText(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>()#+!|~&$]/g, (character) => `\\${character}`);
}

/**
 * A table in GitHub's Markdown. The columns are the names in the rows, in order of appearance; a column of numbers is
 * aligned to the right, what a row lacks stays empty. No rows, no table.
 */
export function writeMarkdownTable(rows: readonly MarkdownRow[]): string {
  if (rows.length === 0) return "";
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: string | number | undefined) => markdownText(String(value ?? ""));
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const isNumeric = (column: string) => rows.every((row) => typeof row[column] !== "string");
  return [
    line(columns.map(markdownText)),
    line(columns.map((column) => (isNumeric(column) ? "---:" : "---"))),
    ...rows.map((row) => line(columns.map((column) => cell(row[column])))),
  ]
    .map((text) => `${text}\n`)
    .join("");
}
