const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long something holds; undefined is for good. */
export interface Span {
  readonly label: string;
  readonly ms: number | undefined;
}

/** Something that is done to someone once it is confirmed. */
export interface Act {
  readonly kind: "mute" | "kick" | "ban";
  /** On the button that begins it, and on the one that does it. */
  readonly word: string;
  /** What it means for who it is done to. */
  readonly meaning: string;
  readonly spans: readonly Span[];
}

/** The time that ends a mute: one that has passed. */
export const endOfMute = 0;

export const acts: readonly Act[] = [
  {
    kind: "mute",
    word: "Mute",
    meaning: "They can read, but not write or react, on any device.",
    spans: [
      { label: "10 minutes", ms: 10 * minute },
      { label: "1 hour", ms: hour },
      { label: "1 day", ms: day },
    ],
  },
  {
    kind: "kick",
    word: "Kick",
    meaning: "They leave the room now, on all devices. They may come back as anyone may.",
    spans: [],
  },
  {
    kind: "ban",
    word: "Ban",
    meaning: "They leave the room now, if they are in it, and can’t come back before the ban ends.",
    spans: [
      { label: "1 hour", ms: hour },
      { label: "1 day", ms: day },
      { label: "1 week", ms: 7 * day },
      { label: "For good", ms: undefined },
    ],
  },
];

/** How slow a room may be made. */
export const slowModes: readonly Span[] = [
  { label: "Off", ms: 0 },
  { label: "5 seconds", ms: 5_000 },
  { label: "10 seconds", ms: 10_000 },
  { label: "30 seconds", ms: 30_000 },
  { label: "1 minute", ms: minute },
  { label: "5 minutes", ms: 5 * minute },
  { label: "15 minutes", ms: 15 * minute },
  { label: "1 hour", ms: hour },
];
