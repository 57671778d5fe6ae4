/**
 * What all charts share. They are our own SVG, drawn as functions of state: the page's content security policy allows
 * no inline styles, which the ready-made chart libraries write, and their canvases or generated markup leave the
 * points out of reach of the keyboard. d3-scale and d3-shape do the arithmetic.
 */
import type { ComponentChildren, RefObject } from "preact";
import { useState } from "preact/hooks";
import "./charts.css";

/** The text alternative: the same values as a table. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: () => readonly (readonly string[])[];
}

export interface LegendEntry {
  readonly name: string;
  readonly swatch: ComponentChildren;
}

interface Props {
  readonly title: string;
  readonly box: RefObject<HTMLDivElement | null>;
  /** Checkboxes and the like, beside the title. */
  readonly controls?: ComponentChildren;
  readonly legend: readonly LegendEntry[];
  /** What the pointer or the keyboard points at, in words; null: nothing. */
  readonly readout: ComponentChildren;
  /** The readout takes two lines. */
  readonly long?: boolean;
  /** Stands where the readout will be while nothing is pointed at. */
  readonly hint: string;
  readonly table: ChartTable;
  readonly children: ComponentChildren;
}

export function ChartFrame({ title, box, controls, legend, readout, long = false, hint, table, children }: Props) {
  return (
    <figure class="chart">
      <div class="chart-head">
        <figcaption class="chart-title">{title}</figcaption>
        {controls}
      </div>
      {legend.length > 0 && (
        <ul class="chart-legend">
          {legend.map(({ name, swatch }) => (
            <li key={name}>
              <svg class="chart-swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                {swatch}
              </svg>
              {name}
            </li>
          ))}
        </ul>
      )}
      <div class="chart-plot" ref={box}>
        {children}
      </div>
      <p class="chart-readout" data-long={long} aria-hidden="true">
        {readout ?? <span class="chart-hint">{hint}</span>}
      </p>
      <TableAlternative title={title} table={table} />
    </figure>
  );
}

/** Built only once opened: a chart may have thousands of points. */
function TableAlternative({ title, table }: { readonly title: string; readonly table: ChartTable }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        The same as a table<span class="visually-hidden">: {title}</span>
      </summary>
      {open && (
        <div class="chart-table-scroll" tabIndex={0} role="region" aria-label={`Table: ${title}`}>
          <table>
            <caption class="visually-hidden">{title}</caption>
            <thead>
              <tr>
                {table.head.map((cell) => (
                  <th key={cell} scope="col">
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows().map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (column === 0 ? <th scope="row">{cell}</th> : <td>{cell}</td>))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
