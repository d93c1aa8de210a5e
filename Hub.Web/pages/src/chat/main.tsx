import "../site.css";
import "../controls/icons.css";
import "../session/session.css";
import "./chat.css";
import "./rooms/rooms.css";
import "./messages/messages.css";
import "./composer/composer.css";
import "./people/people.css";
import "../controls/dialog.css";
import "./search/search.css";
import "./emoji/emoji.css";
import { render } from "preact";
import { App } from "./App";

const main = document.getElementById("main");
if (main) render(<App />, main);
