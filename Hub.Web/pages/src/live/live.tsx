import "../site.css";
