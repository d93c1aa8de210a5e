import { geoNaturalEarth1, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import land from "world-atlas/land-110m.json";

/** The size of the map in its own units. */
export const mapSize = { width: 960, height: 470 } as const;

const world = land as unknown as Topology<{ land: GeometryCollection }>;
const projection = geoNaturalEarth1().fitExtent(
  [
    [4, 4],
    [mapSize.width - 4, mapSize.height + 26],
  ],
  { type: "Sphere" },
);

/** The outline of all land, as an SVG path. */
export const landPath = geoPath(projection).digits(1)(feature(world, world.objects.land)) ?? "";

/** Where a place is on the map. */
export function placeOnMap(latitude: number, longitude: number): { readonly x: number; readonly y: number } | undefined {
  const place = projection([longitude, latitude]);
  return place ? { x: place[0], y: place[1] } : undefined;
}
