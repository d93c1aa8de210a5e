import "../site.css";
import "./chart.css";
import "./live.css";
import { render } from "preact";
import { openHub } from "../hub";
import { Live } from "./Live";

const main = document.getElementById("main");
if (main) render(<Live client={openHub()} />, main);
