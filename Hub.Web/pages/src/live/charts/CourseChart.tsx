import { useEffect, useRef, useState } from "preact/hooks";
import type { FeedWatch } from "../feed/feedWatch";
import type { Candle } from "./candles";
import { Course, spans, type Span } from "./course";
import { Drawing, type Look } from "./drawing";

interface CourseChartProps {
  readonly watch: FeedWatch;
  readonly name: string;
  readonly field: string;
  readonly label: string;
  readonly look: Look;
  readonly format: (value: number) => string;
}

/** The course of one field of one key: what the server has of it at once, and then live. */
export function CourseChart({ watch, name, field, label, look, format }: CourseChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [span, setSpan] = useState<Span>(spans[1]!);
  const [candles, setCandles] = useState<readonly Candle[]>([]);
  useEffect(() => {
    let drawing: Drawing | undefined;
    let ended = false;
    const course = new Course(watch, { key: name, field, span }, {
      show: (all) => {
        drawing?.show(all);
        setCandles(all);
      },
      update: (candle) => drawing?.update(candle),
    });
    void Drawing.on(box.current!, look).then((made) => {
      if (ended) return made.remove();
      drawing = made;
      made.show(course.candles);
    });
    const end = course.begin();
    return () => {
      ended = true;
      end();
      drawing?.remove();
    };
  }, [watch, name, field, span, look]);

  return (
    <figure class="course-chart">
      <figcaption>
        <span class="unseen" data-candles={candles.length}>
          {`${label}. ${summary(candles, format)}`}
        </span>
        <span class="spans" role="group" aria-label="Length of a step">
          {spans.map((one) => (
            <button key={one.title} type="button" aria-pressed={one === span} onClick={() => setSpan(one)}>
              {one.title}
            </button>
          ))}
        </span>
      </figcaption>
      <div class="canvas" ref={box} aria-hidden="true" />
    </figure>
  );
}

function summary(candles: readonly Candle[], format: (value: number) => string): string {
  if (candles.length === 0) return "No values yet.";
  const [lowest, highest] = [Math.min(...candles.map(({ low }) => low)), Math.max(...candles.map(({ high }) => high))];
  return `Now ${format(candles.at(-1)!.close)}, lowest ${format(lowest)}, highest ${format(highest)}.`;
}
