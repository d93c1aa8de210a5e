const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const upToTenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A number with about three digits that count. */
export function count(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return whole.format(value);
  return (Math.abs(value) >= 10 ? tenths : hundredths).format(value);
}

export const percent = (value: number): string => `${value >= 9.95 ? whole.format(value) : tenths.format(value)} %`;

const units = ["B", "kB", "MB", "GB", "TB", "PB"];

export function bytes(value: number): string {
  let power = 0;
  while (Math.abs(value) >= 999.5 && power < units.length - 1) {
    value /= 1_000;
    power++;
  }
  return `${power === 0 || Math.abs(value) >= 100 ? whole.format(value) : upToTenths.format(value)} ${units[power]}`;
}

export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3_600) return together(`${Math.floor(s / 60)} min ${s % 60} s`);
  if (s < 86_400) return together(`${Math.floor(s / 3_600)} h ${Math.floor((s % 3_600) / 60)} min`);
  return together(`${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3_600)} h`);
}

/** Never broken at the end of a line. */
const together = (text: string): string => text.replaceAll(" ", "\u00a0");

interface Unit {
  readonly suffix: string;
  /** Added to a name that two fields share. */
  readonly word: string;
  readonly format: (value: number) => string;
}

/** The names of fields end in their unit. */
const unitsOfFields: readonly Unit[] = [
  { suffix: "BytesPerSecond", word: "bytes a second", format: (value) => `${bytes(value)}/s` },
  { suffix: "PerSecond", word: "a second", format: (value) => `${count(value)}/s` },
  { suffix: "Percent", word: "share", format: percent },
  { suffix: "Bytes", word: "bytes", format: bytes },
  { suffix: "Seconds", word: "time", format: duration },
];

const unitOf = (field: string): Unit | undefined => unitsOfFields.find(({ suffix }) => field.endsWith(suffix));

/** A field's value in its unit, also of a field that this page has never heard of. */
export function value(field: string, number: number): string {
  return (unitOf(field)?.format ?? count)(number);
}

const short: Readonly<Record<string, string>> = { gc: "GC", cpu: "CPU", iowait: "I/O wait", gen: "generation" };

/** A field's name for people: `gcPausePercent` is "GC pause". */
export function label(field: string): string {
  const bare = field.slice(0, field.length - (unitOf(field)?.suffix.length ?? 0)) || field;
  const words = bare.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=\d)/g, " ").toLowerCase();
  const spelled = words.replace(/\b(gc|cpu|iowait|gen)\b/, (word) => short[word] ?? word);
  return spelled.charAt(0).toUpperCase() + spelled.slice(1);
}

/** The names of fields that are shown together: where two would be called the same, each says its unit. */
export function labels(fields: readonly string[]): ReadonlyMap<string, string> {
  const names = fields.map(label);
  const named = (field: string, name: string): string => {
    const word = unitOf(field)?.word;
    return word !== undefined && names.filter((other) => other === name).length > 1 ? `${name} (${word})` : name;
  };
  return new Map(fields.map((field, index) => [field, named(field, names[index]!)]));
}
