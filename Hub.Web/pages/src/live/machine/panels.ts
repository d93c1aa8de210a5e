import { bytes, count, duration, percent } from "../../format";
import type { Figures } from "./figures";

/** A chart with its words. */
export interface Panel {
  readonly title: string;
  readonly key: string;
  readonly lines: readonly { readonly field: string; readonly label: string }[];
  readonly format: (value: number) => string;
  readonly most?: number;
  readonly least?: number;
  /** What stands beside the figure, where the figures for it are there. */
  note?(figures: Figures): string | undefined;
}

const rate = (value: number): string => `${bytes(value)}/s`;

/** Puts a sentence together from figures; without one of them there is none. */
function from(figures: Figures, key: string, fields: readonly string[], say: (...values: number[]) => string): string | undefined {
  const values = fields.map((field) => figures.field(key, field));
  return values.every((value) => value !== undefined) ? say(...values) : undefined;
}

export const panels: readonly Panel[] = [
  {
    title: "Processor",
    key: "cpu",
    lines: [{ field: "busyPercent", label: "Busy" }],
    format: percent,
    most: 100,
    note: (figures) =>
      from(figures, "cpu", ["userPercent", "systemPercent"], (user, system) => `${percent(user)} programs, ${percent(system)} system`),
  },
  {
    title: "Memory",
    key: "memory",
    lines: [{ field: "usedPercent", label: "Used" }],
    format: percent,
    most: 100,
    note: (figures) => from(figures, "memory", ["usedBytes", "totalBytes"], (used, total) => `${bytes(used)} of ${bytes(total)}`),
  },
  {
    title: "Network",
    key: "network",
    lines: [
      { field: "receivedBytesPerSecond", label: "In" },
      { field: "sentBytesPerSecond", label: "Out" },
    ],
    format: rate,
    least: 10_000,
    note: (figures) =>
      from(
        figures,
        "network",
        ["receivedPacketsPerSecond", "sentPacketsPerSecond"],
        (received, sent) => `${count(received + sent)} packets/s`,
      ),
  },
  {
    title: "Disk",
    key: "disk",
    lines: [
      { field: "readBytesPerSecond", label: "Read" },
      { field: "writeBytesPerSecond", label: "Written" },
    ],
    format: rate,
    least: 10_000,
    note: (figures) => from(figures, "disk", ["freeBytes", "totalBytes"], (free, total) => `${bytes(free)} of ${bytes(total)} free`),
  },
  {
    title: "Load",
    key: "load",
    lines: [
      { field: "load1", label: "1 min" },
      { field: "load15", label: "15 min" },
    ],
    format: count,
    note: (figures) => from(figures, "load", ["processes"], (processes) => `${count(processes)} processes`),
  },
  {
    title: "This server",
    key: "server",
    lines: [
      { field: "deliveriesPerSecond", label: "Delivered" },
      { field: "publicationsPerSecond", label: "Published" },
    ],
    format: (value) => `${count(value)}/s`,
    least: 10,
    note: (figures) =>
      from(figures, "server", ["connections", "uptimeSeconds"], (connections, uptime) =>
        `${count(connections)} ${connections === 1 ? "connection" : "connections"}, up ${duration(uptime)}`,
      ),
  },
];
