const key = "rthub.notices";

export type NoticesState = "unsupported" | "blocked" | "off" | "on";

/** Something that a user who looks elsewhere should know. */
export interface DesktopNotice {
  readonly title: string;
  readonly text: string;
  /** Notices of one tag replace each other, also those of other tabs. */
  readonly tag: string;
  onClick(): void;
}

/** Notices of the desktop, for a user who asked for them and isn't looking at the page. */
export class DesktopNotices {
  /** @param changed Called when `state` has changed. */
  constructor(private readonly changed: () => void) {}

  get state(): NoticesState {
    if (typeof Notification === "undefined") return "unsupported";
    if (Notification.permission === "denied") return "blocked";
    return Notification.permission === "granted" && wanted() ? "on" : "off";
  }

  /** Turns them on or off. To turn them on the browser asks the user, which takes a click. */
  async toggle(): Promise<void> {
    if (this.state === "on") want(false);
    else if (this.state === "off") want((await Notification.requestPermission()) === "granted");
    this.changed();
  }

  show({ title, text, tag, onClick }: DesktopNotice): void {
    if (this.state !== "on" || (document.visibilityState === "visible" && document.hasFocus())) return;
    const notice = new Notification(title, { body: text, tag, icon: "/mark.svg" });
    notice.onclick = () => {
      window.focus();
      onClick();
      notice.close();
    };
  }
}

function wanted(): boolean {
  try {
    return localStorage.getItem(key) === "on";
  } catch {
    return false;
  }
}

function want(on: boolean): void {
  try {
    if (on) localStorage.setItem(key, "on");
    else localStorage.removeItem(key);
  } catch {
    // Without storage there are none.
  }
}
