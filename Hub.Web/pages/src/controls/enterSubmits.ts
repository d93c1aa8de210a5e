import { isComposing } from "./composing";

/** For a text field of several lines that holds something without lines, such as a token: Enter sends its form. */
export function enterSubmits(event: KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement }): void {
  if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
