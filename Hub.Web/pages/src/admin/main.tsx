import "../site.css";
import "../controls/icons.css";
import "../session/session.css";
import "../controls/dialog.css";
import "../live/live.css";
import "../live/machine/chart.css";
import "./admin.css";
import "./tables.css";
import { render } from "preact";
import { Admin } from "./Admin";
import { AdminGate } from "./entry/AdminGate";

const main = document.getElementById("main");
if (main) render(<AdminGate>{(visit) => <Admin {...visit} />}</AdminGate>, main);
