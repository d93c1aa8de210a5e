import type { Message } from "@realtimehub/client";
import { browserStorage, keysWith } from "./browserStorage";

/** What is being written. */
export type Draft =
  | { readonly kind: "new" }
  | { readonly kind: "reply"; readonly message: Message }
  | { readonly kind: "edit"; readonly message: Message };

interface Written {
  readonly text: string;
  readonly draft: Draft;
}

interface Stored extends Written {
  readonly aside?: Written | undefined;
}

const prefix = "rthub.draft:";
const nothing: Written = { text: "", draft: { kind: "new" } };

/** What is being written in a room: kept in this browser until it is sent or cleared, over reloads and other rooms. */
export class RoomDraft {
  private written: Written = nothing;
  /** What was being written when an edit began. */
  private aside: Written | undefined;

  constructor(
    private readonly room: string,
    private readonly storage: Storage | undefined = browserStorage(),
  ) {
    const stored = this.read();
    if (!stored) return;
    this.written = { text: stored.text, draft: stored.draft };
    this.aside = stored.aside;
  }

  get text(): string {
    return this.written.text;
  }

  get draft(): Draft {
    return this.written.draft;
  }

  write(text: string): void {
    this.set({ ...this.written, text });
  }

  reply(message: Message): void {
    if (this.draft.kind === "edit") this.cancel();
    this.set({ ...this.written, draft: { kind: "reply", message } });
  }

  edit(message: Message): void {
    if (this.draft.kind !== "edit") this.aside = this.written;
    this.set({ text: message.text, draft: { kind: "edit", message } });
  }

  /** Leaves a reply, whose text stays, or an edit: then what was being written before is there again. */
  cancel(): void {
    if (this.draft.kind === "edit") return this.end();
    this.set({ ...this.written, draft: { kind: "new" } });
  }

  /** It was sent. */
  end(): void {
    const next = this.aside ?? nothing;
    this.aside = undefined;
    this.set(next);
  }

  private set(written: Written): void {
    this.written = written;
    try {
      if (written.text === "" && written.draft.kind === "new") this.storage?.removeItem(prefix + this.room);
      else this.storage?.setItem(prefix + this.room, JSON.stringify({ ...written, aside: this.aside } satisfies Stored));
    } catch {
      // A full storage loses the draft with the page, no sooner.
    }
  }

  private read(): Stored | undefined {
    try {
      const stored = JSON.parse(this.storage?.getItem(prefix + this.room) ?? "null") as Stored | null;
      return stored !== null && typeof stored.text === "string" && typeof stored.draft?.kind === "string" ? stored : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Removes all drafts: the next person at this browser must not find them. */
export function forgetDrafts(storage: Storage | undefined = browserStorage()): void {
  if (storage) for (const key of keysWith(storage, prefix)) storage.removeItem(key);
}
