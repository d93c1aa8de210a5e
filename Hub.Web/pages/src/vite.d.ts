/// <reference types="vite/client" />

declare module "virtual:emoji-list" {
  /** The emoji, its name, other words for it, and the number of its group. */
  const list: readonly (readonly [emoji: string, name: string, words: string, group: number])[];
  export default list;
}
