import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** Whether the controls of a message are reached by Tab: those of the message in focus alone, so that the log is one stop. */
export const Reachable = createContext(true);

/** The `tabIndex` of a control inside of a message. */
export const useTabIndex = (): number | undefined => (useContext(Reachable) ? undefined : -1);
