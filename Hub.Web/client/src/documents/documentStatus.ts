import { HubCallError } from "../errors.js";

/** Why a document takes no edits of this client. */
export type DocumentRefusal =
  /** The user may read it only. */
  | "read_only"
  /** The user may not read it any more, or never could: missing and forbidden documents are refused alike. */
  | "revoked"
  /** An owner deleted it. */
  | "deleted"
  /** The edits, or the document with them, pass a limit of the server; `error` says which. Tried again when something is edited. */
  | "too_large"
  /** The server can't read the edits. */
  | "malformed"
  /** Another reason, which `error` tells. */
  | "refused";

/** How the edits of a document stand. `pending` counts the changes that the server has not acknowledged as stored. */
export type DocumentStatus =
  /** Being opened; nothing was heard from the server yet. */
  | { readonly state: "opening"; readonly pending: number }
  /** Everything is stored on the server. */
  | { readonly state: "saved"; readonly pending: 0 }
  /** On its way to the server. */
  | { readonly state: "saving"; readonly pending: number }
  /** There is no connection. Edits are kept and sent when it is back. */
  | { readonly state: "offline"; readonly pending: number }
  /** The server takes no edits; those that are pending are still in the `Y.Doc`. */
  | { readonly state: "refused"; readonly pending: number; readonly reason: DocumentRefusal; readonly error: HubCallError };

/** Why a call was refused for good. */
export function refusalOf(error: HubCallError): DocumentRefusal {
  switch (error.code) {
    case "permission_denied":
      return error.details?.reason === "role_too_low" ? "read_only" : "revoked";
    case "unauthorized":
    case "not_found":
      return "revoked";
    case "deleted":
      return "deleted";
    case "limit_exceeded":
    case "payload_too_large":
      return "too_large";
    case "bad_request":
      return "malformed";
    default:
      return "refused";
  }
}

export const readOnly = (): HubCallError =>
  new HubCallError("permission_denied", "you may read this document but not edit it; ask an owner for the role editor", undefined, { reason: "role_too_low" });
