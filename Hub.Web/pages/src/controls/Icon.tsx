const paths = {
  back: "M15 5l-7 7 7 7",
  people: "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-6.500 7-6.500s7 2.500 7 6.500M17 11a3.500 3.500 0 0 0 0-7M18 14.700c2.400.7 4 2.700 4 6.300",
  reply: "M10 6L4 12l6 6M4 12h10c4 0 6 2 6 6",
  edit: "M4 20l1-5L16 4l4 4L9 19z",
  remove: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.500 14.500c1.700 2.300 5.300 2.300 7 0M9 9.500v.01M15 9.500v.01",
  more: "M5 12v.01M12 12v.01M19 12v.01",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  link: "M10 14a4.500 4.500 0 0 0 6.400 0l3-3a4.500 4.500 0 0 0-6.400-6.400l-1 1M14 10a4.500 4.500 0 0 0-6.400 0l-3 3a4.500 4.500 0 0 0 6.400 6.400l1-1",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
  lock: "M6 11h12v9H6zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11",
  down: "M12 5v14M6 13l6 6 6-6",
  send: "M4 12l16-8-6 16-3-7z",
  check: "M5 13l4 4L19 7",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
  person: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.500-6.500 8-6.500s8 2.500 8 6.500",
  muted: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.700 5.700l12.600 12.600",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
  page: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  talk: "M4 5h16v11H9l-5 4z",
  history: "M4 12a8 8 0 1 0 3-6.200M4 4v4h4M12 8v4l3 2",
} as const;

/** A picture of a line; what it means is said beside it or by its button. */
export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
