import "../site.css";
import "../live/machine/chart.css";
import "./home.css";
import { render } from "preact";
import { HubGate } from "../session/HubGate";
import "../session/session.css";
import { Doors } from "./Doors";
import { Pulse } from "./Pulse";
import { Samples } from "./Samples";

const place = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
};

const hub = new URL("/hub", location.href).href;
place("hub-address").textContent = hub;
render(<Samples hub={hub} />, place("samples"));
render(<HubGate action="Show the figures" level={2}>{(client) => <Pulse client={client} />}</HubGate>, place("pulse"));
render(<Doors />, place("doors"));
