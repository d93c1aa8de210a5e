/** What Safari says of the Enter that ends a composition: by then it no longer says that it is composing. */
const composedKeyCode = 229;

/** Whether a key belongs to an input method, as Enter does while a Japanese or Chinese word is chosen. */
export const isComposing = ({ isComposing, keyCode }: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean => isComposing || keyCode === composedKeyCode;
