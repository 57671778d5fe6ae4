import { useMemo } from "preact/hooks";
import { writeMarkdownTable } from "../../formats/markdown-table.ts";
import type { Estimate } from "../../study/measurement.ts";
import { BarChart, type BarItem, type BarSeries } from "../charts/bar-chart.tsx";
import { withInterval, type Format } from "../charts/numbers.ts";
import { formatEstimate, formatInterval, formatMetric, formatNumber } from "../parts/format.ts";
import { Measured } from "../parts/measured.tsx";
import { Notice } from "../parts/notice.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { MetricTerm } from "../parts/term.tsx";
import { deviceName } from "../results/device-name.ts";
import { relatives, unitName, type Benchmark, type BenchmarkEntry } from "./record.ts";

/** One or two benchmarks, the first of them leading the order. */
export type Benchmarks = readonly [Benchmark, ...Benchmark[]];

const tones = ["accent", "second"] as const;

const times: Format = (value, spread) => `${formatNumber(value, spread)} ×`;

const millisecondsText = (value: number | undefined) => (value === undefined ? "–" : formatMetric("latencyMs", value));

const relativeText = (name: string, ratio: Estimate) => (name === unitName ? "1 (the unit)" : withInterval(ratio, times));

/** What is measured, in one line: devices and batches decide over a latency. */
export function conditions({ device, batchSize, sequenceLength }: Benchmark): string {
  const inputs = batchSize === 1 ? "one input" : `${batchSize} inputs`;
  return `${deviceName(device)}; ${inputs} of ${sequenceLength} word pieces a pass`;
}

interface Row {
  readonly name: string;
  readonly entries: readonly (BenchmarkEntry | null)[];
}

/** A row for each network of any benchmark, small to large. */
export function rowsOf(benchmarks: Benchmarks): readonly Row[] {
  const flops = new Map(benchmarks.flatMap(({ results }) => results.map((entry) => [entry.name, entry.flops] as const)));
  return [...flops.keys()]
    .sort((one, other) => (flops.get(one) ?? 0) - (flops.get(other) ?? 0))
    .map((name) => ({
      name,
      entries: benchmarks.map(({ results }) => results.find((entry) => entry.name === name) ?? null),
    }));
}

/** The table as text for a README or an issue. */
export function markdownOf(benchmarks: Benchmarks): string {
  const ratios = benchmarks.map(relatives);
  const tables = benchmarks.map((benchmark, index) => {
    const rows = benchmark.results.map((entry) => {
      const ratio = ratios[index]?.get(entry.name);
      return {
        Network: entry.name,
        Parameters: formatMetric("parameters", entry.parameters),
        FLOPs: formatMetric("flops", entry.flops),
        "Latency (95 % interval)": withInterval(entry.latencyMs, (value, spread) => formatMetric("latencyMs", value, spread)),
        "Single request": millisecondsText(entry.singleShotMs),
        "GPU's clock": millisecondsText(entry.deviceMs),
        [`Relative to ${unitName}`]: ratio === undefined ? "" : relativeText(entry.name, ratio),
      };
    });
    return `${conditions(benchmark)}\n\n${writeMarkdownTable(rows)}`;
  });
  return tables.join("\n");
}

/** Bars relative to MobileBERT, and the table with everything behind them. */
export function BenchmarkReport({ benchmarks }: { readonly benchmarks: Benchmarks }) {
  const rows = useMemo(() => rowsOf(benchmarks), [benchmarks]);
  const ratios = useMemo(() => benchmarks.map(relatives), [benchmarks]);
  const series = benchmarks.map((benchmark, index): BarSeries => ({
    name: benchmarks.length > 1 ? `${index + 1}: ${deviceName(benchmark.device)}` : deviceName(benchmark.device),
    tone: tones[index] ?? "muted",
  }));
  const items: readonly BarItem[] = rows
    .map(({ name }) => ({ id: name, name, values: ratios.map((relative) => relative.get(name) ?? null) }))
    .filter(({ values }) => values.some((value) => value !== null));
  const drifted = benchmarks.flatMap(({ results }) => results.filter((entry) => entry.drifted).map(({ name }) => name));
  return (
    <>
      {items.length > 0 ? (
        <BarChart
          title={`Latency relative to ${unitName} on the same device`}
          label={`Latency, ${unitName} = 1`}
          series={series}
          items={items}
          subject="Network"
          better="lower"
          reference={1}
          format={times}
        />
      ) : (
        <p class="muted">Bars appear once {unitName}, their unit, has been timed.</p>
      )}
      {benchmarks.length > 1 && (
        <Notice tone="info" title="These are different devices">
          <p>
            Each bar is relative to {unitName} on its own device. Milliseconds of different devices, browsers and batches
            do not compare networks; they compare everything at once.
          </p>
        </Notice>
      )}
      <p class="small muted">
        Latency is a pass among many; a single request also waits for being submitted and read back, and the GPU's clock counts
        its own work alone, where it tells. Intervals hold 95 %; n is the number of timed pairs. Parameters are counted with BERT's vocabulary of 30,522, whatever
        a student's own is.
      </p>
      {drifted.length > 0 && (
        <Notice tone="warning" title="The device changed its pace while these were timed">
          <p>Compare them with care: {drifted.join(", ")}.</p>
        </Notice>
      )}
      {benchmarks.map((benchmark, index) => (
        <section key={index} class="stack-tight" aria-label={series[index]?.name ?? ""}>
          <h2>{benchmarks.length > 1 ? `Device ${index + 1}` : "Numbers"}</h2>
          <p class="small muted">{conditions(benchmark)}</p>
          <Table
            caption={`Latencies: ${conditions(benchmark)}`}
            columns={columnsOf(ratios[index] ?? new Map())}
            rows={benchmark.results}
            rowKey={({ name }) => name}
          />
        </section>
      ))}
    </>
  );
}

function columnsOf(ratios: ReturnType<typeof relatives>): readonly Column<BenchmarkEntry>[] {
  return [
    { key: "name", name: "Network", header: "Network", sortBy: ({ name }) => name, cell: ({ name }) => name },
    {
      key: "parameters",
      name: "Parameters",
      header: <MetricTerm metric="parameters" />,
      numeric: true,
      sortBy: ({ parameters }) => parameters,
      cell: ({ parameters }) => formatMetric("parameters", parameters),
    },
    {
      key: "flops",
      name: "FLOPs",
      header: <MetricTerm metric="flops" />,
      numeric: true,
      sortBy: ({ flops }) => flops,
      cell: ({ flops }) => formatMetric("flops", flops),
    },
    {
      key: "latency",
      name: "Latency",
      header: <MetricTerm metric="latencyMs" />,
      numeric: true,
      sortBy: ({ latencyMs }) => latencyMs.value,
      cell: ({ latencyMs }) => <Measured value={formatEstimate("latencyMs", latencyMs)} behind={formatInterval("latencyMs", latencyMs)} />,
    },
    {
      key: "singleShot",
      name: "Single request",
      header: "Single request",
      numeric: true,
      sortBy: ({ singleShotMs }) => singleShotMs ?? null,
      cell: ({ singleShotMs }) => millisecondsText(singleShotMs),
    },
    {
      key: "device",
      name: "Time by the GPU's clock",
      header: "GPU's clock",
      numeric: true,
      sortBy: ({ deviceMs }) => deviceMs ?? null,
      cell: ({ deviceMs }) => millisecondsText(deviceMs),
    },
    {
      key: "ratio",
      name: `Relative to ${unitName}`,
      header: `Relative to ${unitName}`,
      numeric: true,
      sortBy: ({ name }) => ratios.get(name)?.value ?? null,
      cell: ({ name }) => {
        const ratio = ratios.get(name);
        if (ratio === undefined) return <span class="muted">–</span>;
        return relativeText(name, ratio);
      },
    },
  ];
}
