import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { AdminApi } from "../api/adminApi";
import { heldCredential, keepCredential, type Credential } from "../api/credential";
import { AdminSignIn } from "./AdminSignIn";

/** A visit of an operator. */
export interface AdminVisit {
  readonly api: AdminApi;
  leave(): void;
}

/** Shows the page to an operator, and asks everyone else who they are. */
export function AdminGate({ children }: { children: (visit: AdminVisit) => ComponentChildren }) {
  const [lost, setLost] = useState(false);
  const end = (refused: boolean): void => {
    keepCredential(undefined);
    setLost(refused);
    setApi(undefined);
  };
  const begin = (credential: Credential): AdminApi => new AdminApi(credential, () => end(true));
  const [api, setApi] = useState(() => {
    const held = heldCredential();
    return held && begin(held);
  });
  if (api) return <>{children({ api, leave: () => end(false) })}</>;
  return (
    <AdminSignIn
      lost={lost}
      onCredential={(credential) => {
        keepCredential(credential);
        setLost(false);
        setApi(begin(credential));
      }}
    />
  );
}
