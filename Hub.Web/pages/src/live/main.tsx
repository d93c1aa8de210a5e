import "../site.css";
import "./machine/chart.css";
import "./live.css";
import "./feed/feed.css";
import "./market/market.css";
import "./weather/weather.css";
import "./alerts/alerts.css";
import { render } from "preact";
import { HubGate } from "../session/HubGate";
import "../session/session.css";
import { Live } from "./Live";

const main = document.getElementById("main");
if (main) render(<HubGate action="Show the live feeds">{(client) => <Live client={client} />}</HubGate>, main);
