import { expect, test } from "vitest";
import { orderedStations, stationOf } from "../../../src/live/weather/stations";
import { degrees, temperatureColour } from "../../../src/live/weather/temperature";
import { landPath, mapSize, placeOnMap } from "../../../src/live/weather/worldMap";

const station = (key: string, fields: Record<string, string | number | null>) => stationOf(key, { fields, offset: 1, time: 1, stale: false });

test("stationOf_FieldsThatAreMissingOrOfAnotherType_AreUndefined", () => {
  expect(station("x", { temperature: "warm", humidity: null })).toMatchObject({ key: "x", city: "x", temperature: undefined, humidity: undefined, condition: "" });
});

test("orderedStations_ByTemperature_PutsThoseWithoutOneLast", () => {
  const stations = [station("a", { temperature: 5 }), station("b", {}), station("c", { temperature: -3 })];
  expect(orderedStations(stations, "temperature", true).map(({ key }) => key)).toEqual(["a", "c", "b"]);
  expect(orderedStations(stations, "temperature", false).map(({ key }) => key)).toEqual(["c", "a", "b"]);
});

test("temperatureColour_WithinAndBeyondTheScale_IsAColour", () => {
  expect([-60, -20, 5, 9, 38, 60].map(temperatureColour)).toEqual(["rgb(84 63 176)", "rgb(84 63 176)", "rgb(44 148 200)", "rgb(52 154 155)", "rgb(176 35 40)", "rgb(176 35 40)"]);
  expect(degrees(-3.25)).toBe("−3.3 °C");
});

test("placeOnMap_TruePlaces_LieOnTheMapWhereTheyShould", () => {
  const [tokyo, santiago] = [placeOnMap(35.68, 139.69)!, placeOnMap(-33.45, -70.67)!];
  expect(tokyo.x).toBeGreaterThan(mapSize.width * 0.75);
  expect(santiago.x).toBeLessThan(mapSize.width * 0.4);
  expect(santiago.y).toBeGreaterThan(tokyo.y);
  expect(landPath.length).toBeGreaterThan(10_000);
});
