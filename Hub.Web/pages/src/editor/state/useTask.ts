import { useTask as useTaskIn, type Task } from "../../controls/useTask";
import { reasonOf } from "./refusalWords";

/** Something that is done on demand: whether it is under way, and why it was refused, in the words of documents. */
export const useTask = (): Task => useTaskIn(reasonOf);
