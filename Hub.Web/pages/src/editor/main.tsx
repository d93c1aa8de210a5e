import "../site.css";
import "../controls/icons.css";
import "../session/session.css";
import "../chat/chat.css";
import "../chat/rooms/rooms.css";
import "../chat/messages/messages.css";
import "../chat/composer/composer.css";
import "../chat/people/people.css";
import "../controls/dialog.css";
import "../chat/emoji/emoji.css";
import "./editor.css";
import { render } from "preact";
import { SignedIn } from "../session/SignedIn";
import { forgetTexts } from "../chat/state/keptTexts";
import { Editor } from "./Editor";
import { forgetCopies } from "./state/localCopies";

const main = document.getElementById("main");
if (main) {
  render(
    <SignedIn
      action="Start writing"
      onLeave={({ userId }) => {
        forgetTexts();
        void forgetCopies(userId);
      }}
    >
      {({ session, client, leave }) => <Editor key={session.token} client={client} me={session} onLeave={leave} />}
    </SignedIn>,
    main,
  );
}
