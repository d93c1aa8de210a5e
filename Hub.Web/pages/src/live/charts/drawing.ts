import type { IChartApi, ISeriesApi, UTCTimestamp } from "lightweight-charts";
import type { Candle } from "./candles";
import { chartColours, onColours } from "./theme";

export type Look = "candles" | "line";

/** A chart on the page. The library comes when the first one is asked for. */
export class Drawing {
  private readonly offColours = onColours(() => this.colour());

  private constructor(
    private readonly chart: IChartApi,
    private readonly series: ISeriesApi<"Candlestick"> | ISeriesApi<"Line">,
    private readonly look: Look,
  ) {
    this.colour();
  }

  static async on(box: HTMLElement, look: Look): Promise<Drawing> {
    const { CandlestickSeries, createChart, LineSeries } = await import("lightweight-charts");
    const chart = createChart(box, {
      autoSize: true,
      layout: { attributionLogo: false },
      timeScale: { timeVisible: true, secondsVisible: true, rightOffset: 2, minBarSpacing: 2 },
      // The page scrolls over a chart, up and down.
      handleScroll: { mouseWheel: false, vertTouchDrag: false },
      handleScale: { mouseWheel: false },
    });
    return new Drawing(chart, look === "candles" ? chart.addSeries(CandlestickSeries) : chart.addSeries(LineSeries, { lineWidth: 2 }), look);
  }

  show(candles: readonly Candle[]): void {
    this.series.setData(candles.map((candle) => this.point(candle)) as never[]);
    this.chart.timeScale().scrollToRealTime();
  }

  update(candle: Candle): void {
    this.series.update(this.point(candle) as never);
  }

  remove(): void {
    this.offColours();
    this.chart.remove();
  }

  private point({ time, open, high, low, close }: Candle) {
    // The library shows UTC: the visitor's own time is what is meant.
    const seconds = (time / 1_000 - new Date(time).getTimezoneOffset() * 60) as UTCTimestamp;
    return this.look === "candles" ? { time: seconds, open, high, low, close } : { time: seconds, value: close };
  }

  private colour(): void {
    const { soft, line, up, down, series, font } = chartColours();
    this.chart.applyOptions({
      layout: { background: { color: "transparent" }, textColor: soft, fontFamily: font, fontSize: 11.5 },
      grid: { vertLines: { visible: false }, horzLines: { color: line } },
      timeScale: { borderColor: line },
      rightPriceScale: { borderColor: line },
      crosshair: { vertLine: { color: soft, labelBackgroundColor: soft }, horzLine: { color: soft, labelBackgroundColor: soft } },
    });
    if (this.look === "line") (this.series as ISeriesApi<"Line">).applyOptions({ color: series });
    else (this.series as ISeriesApi<"Candlestick">).applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false });
  }
}
