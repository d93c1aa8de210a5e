import "../site.css";
import "../live/chart.css";
import "./home.css";
import { render } from "preact";
import { openHub } from "../hub";
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
render(<Pulse client={openHub()} />, place("pulse"));
render(<Doors />, place("doors"));
