import "../site.css";
import "./chat.css";
import "./rooms.css";
import "./messages.css";
import "./composer.css";
import "./people/people.css";
import "./dialog.css";
import "./search/search.css";
import { render } from "preact";
import { App } from "./App";

const main = document.getElementById("main");
if (main) render(<App />, main);
