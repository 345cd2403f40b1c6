/** A report as text: a table for 80 columns, CSV, JSON. Pure. */
import { dayOf } from "../../menu/calendar.ts";
import { csvOf, type Cell } from "./csv.ts";
import type { MonthOfService, Report, ServiceReport } from "./report.ts";
import type { Figures } from "./tally.ts";

export type Format = "table" | "csv" | "json";

export function textOf(report: Report, format: Format): string {
  if (format === "csv") return csvText(report);
  return format === "json" ? jsonText(report) : tableText(report);
}

/** Names as the API writes its own. */
function named(figures: Figures) {
  return {
    requests: figures.requests,
    resolved: figures.resolved,
    share_resolved: figures.share,
    days_half: figures.half,
    days_nine_in_ten: figures.nineInTen,
    overdue: figures.overdue,
    reopened: figures.reopened,
    open: figures.open,
    refused: figures.refused,
    withdrawn: figures.withdrawn,
    closed_otherwise: figures.closed,
    assisted: figures.assisted,
    objected: figures.objected,
  };
}

/** A line for each service and month, without sums: whoever adds up a column counts nothing twice. */
function csvText({ services }: Report): string {
  const lines = services.flatMap(({ service, title, months }) =>
    months.map((month) => ({
      service,
      title,
      month: month.month,
      all_kept: month.allKept ? "yes" : "no",
      ...named(month),
    })),
  );
  const headings = Object.keys(lines[0] ?? { service: "" });
  return csvOf([headings, ...lines.map((line): Cell[] => Object.values(line))]);
}

function jsonText({ at, timeZone, from, to, unreadable, services }: Report): string {
  const document = {
    at: new Date(at).toISOString(),
    time_zone: timeZone,
    from,
    to,
    unreadable,
    services: services.map(({ service, title, months, total }) => ({
      service,
      title,
      months: months.map((month) => ({
        month: month.month,
        all_kept: month.allKept,
        ...named(month),
      })),
      total: named(total),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const HEADINGS = [
  "Month   ",
  "Requests",
  "Resolved",
  "Share",
  "Half",
  "9 in 10",
  "Overdue",
  "Reopened",
  "Open",
  "Otherwise",
] as const;

const LEGEND = [
  "Share: resolved of all requests. Half, 9 in 10: took at most so many days.",
  "Otherwise: refused, withdrawn or closed without an answer; csv has each apart.",
];
const LACKING = "*: requests of this month may have been deleted, and are not counted.";

function tableText({ at, timeZone, from, to, services }: Report): string {
  const lacking = services.some(({ months }) => months.some(({ allKept }) => !allKept));
  return [
    `Requests opened from ${from} to ${to}, as they stood on ${dayOf(timeZone, at)}`,
    ...services.flatMap((service) => ["", ...blockOf(service)]),
    "",
    `Months and days are those of ${timeZone}.`,
    ...LEGEND,
    ...(lacking ? [LACKING] : []),
    "",
  ].join("\n");
}

function blockOf({ service, title, months, total }: ServiceReport): string[] {
  const first = ({ month, allKept }: MonthOfService) => (allKept ? month : `${month}*`);
  const rows = [
    [...HEADINGS],
    ...months.map((month) => [first(month), ...cellsOf(month)]),
    ["Total", ...cellsOf(total)],
  ];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map(([month = "", ...cells]) =>
    [
      month.padEnd(widths[0] ?? 0),
      ...cells.map((cell, column) => cell.padStart(widths[column + 1] ?? 0)),
    ].join(" "),
  );
  return [`${title.replace(/[\s\p{Cc}]+/gu, " ")} (${service})`, ...lines];
}

function cellsOf(figures: Figures): string[] {
  const { requests, resolved, share, half, nineInTen, overdue, reopened, open } = figures;
  const percent = share === null ? null : `${Math.floor(share * 100)}%`;
  const otherwise = figures.refused + figures.withdrawn + figures.closed;
  return [requests, resolved, percent, half, nineInTen, overdue, reopened, open, otherwise].map(
    (cell) => String(cell ?? "-"),
  );
}
