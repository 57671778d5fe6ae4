import { describe, expect, it } from "vitest";
import { writeMarkdownTable } from "../../src/formats/markdown-table.ts";

describe("writeMarkdownTable", () => {
  it("aligns numbers right and leaves gaps empty", () => {
    expect(writeMarkdownTable([{ Network: "BERT", "Latency, ms": 4.5 }, { Network: "student" }])).toBe(
      "| Network | Latency, ms |\n| --- | ---: |\n| BERT | 4.5 |\n| student |  |\n",
    );
  });

  it("lets no cell end early or become a tag", () => {
    expect(writeMarkdownTable([{ name: "a|b\nc <script> \\" }])).toBe("| name |\n| --- |\n| a\\|b c \\<script\\> \\\\ |\n");
  });

  it("makes nothing of no rows", () => {
    expect(writeMarkdownTable([])).toBe("");
  });
});
