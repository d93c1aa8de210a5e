import type { HubClient } from "@realtimehub/client";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { readAuthOptions, type AuthOptions } from "./authOptions";
import { connectedHub } from "./hubOf";
import { forget, heldSession, signIn, signOut, watchSession, type Session } from "./session";
import { SignIn } from "./SignIn";

/** Who is signed in, and over what. */
export interface Visit {
  readonly session: Session;
  readonly client: HubClient;
  /** Signs out, in all tabs of the browser. */
  leave(): void;
}

interface Props {
  /** What signing in leads to, on the button. */
  readonly action: string;
  /** Called when the user signs out here. */
  readonly onLeave: (session: Session) => void;
  readonly children: (visit: Visit) => ComponentChildren;
}

/** Asks who the user is, once, and then is the page. All tabs of a browser sign in and out together. */
export function SignedIn({ action, onLeave, children }: Props) {
  const [lost, setLost] = useState(false);
  const [why, setWhy] = useState<string>();
  const begin = (session: Session): Visit => ({
    session,
    client: connectedHub(session.token, (reason) => {
      forget();
      setLost(true);
      setWhy(reason);
      setVisit(undefined);
    }),
    leave: () => {
      signOut();
      onLeave(session);
      setLost(false);
      setVisit(undefined);
    },
  });
  const [visit, setVisit] = useState<Visit | undefined>(() => {
    const session = heldSession();
    return session && begin(session);
  });
  const present = useRef(visit);
  present.current = visit;
  const enter = (session: Session): void => {
    setLost(false);
    setVisit(begin(session));
  };
  useEffect(
    () =>
      watchSession((session) => {
        if (session?.token === present.current?.session.token) return;
        if (session) enter(session);
        else setVisit(undefined);
      }),
    [],
  );
  if (visit) return <>{children(visit)}</>;
  return (
    <Asking
      lost={lost}
      why={why}
      action={action}
      onSession={(session) => {
        signIn(session);
        enter(session);
      }}
    />
  );
}

function Asking({ lost, why, action, onSession }: { lost: boolean; why: string | undefined; action: string; onSession: (session: Session) => void }) {
  const [options, setOptions] = useState<AuthOptions>();
  useEffect(() => void readAuthOptions().then(setOptions), []);
  if (!options) return <p class="gate-wait" role="status">One moment…</p>;
  return <SignIn options={options} lost={lost} why={why} action={action} onSession={onSession} />;
}
