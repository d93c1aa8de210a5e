namespace RealtimeHub.Server.Modules.Feeds.Sources.Simulator;

/// <summary>A city and its climate.</summary>
/// <param name="Key">The feed's key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Country">Where it is.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Mean">The mean temperature of a year, °C.</param>
/// <param name="Season">By how much midsummer is warmer than that, °C.</param>
/// <param name="Day">By how much a clear afternoon is warmer than the day's mean, °C.</param>
/// <param name="Humidity">The mean relative humidity, %.</param>
/// <param name="Clouds">The mean cloud cover, %.</param>
internal sealed record City(
    string Key, string Name, string Country, double Latitude, double Longitude, double Mean, double Season, double Day, double Humidity, double Clouds)
{
    /// <summary>Forty cities of all climates.</summary>
    public static IReadOnlyList<City> All { get; } =
    [
        new("amsterdam", "Amsterdam", "Netherlands", 52.37, 4.90, 10.5, 7.5, 3, 82, 68),
        new("anchorage", "Anchorage", "United States", 61.22, -149.90, 3, 12.5, 3.5, 70, 68),
        new("athens", "Athens", "Greece", 37.98, 23.73, 18.5, 9.5, 4.5, 61, 40),
        new("auckland", "Auckland", "New Zealand", -36.85, 174.76, 15.5, 4.5, 3, 80, 58),
        new("bangkok", "Bangkok", "Thailand", 13.76, 100.50, 28.7, 1.5, 4, 73, 58),
        new("berlin", "Berlin", "Germany", 52.52, 13.41, 10, 9.5, 4, 75, 64),
        new("bogota", "Bogotá", "Colombia", 4.71, -74.07, 14, 0.5, 5, 78, 72),
        new("buenos-aires", "Buenos Aires", "Argentina", -34.60, -58.38, 18, 7, 4.5, 72, 45),
        new("cairo", "Cairo", "Egypt", 30.04, 31.24, 22.5, 7.5, 6, 56, 18),
        new("cape-town", "Cape Town", "South Africa", -33.92, 18.42, 17, 4.5, 4.5, 72, 35),
        new("chicago", "Chicago", "United States", 41.88, -87.63, 10.5, 14, 4.5, 70, 55),
        new("delhi", "Delhi", "India", 28.61, 77.21, 25, 9, 6.5, 61, 28),
        new("dubai", "Dubai", "United Arab Emirates", 25.20, 55.27, 28.5, 8.5, 5, 60, 14),
        new("helsinki", "Helsinki", "Finland", 60.17, 24.94, 6.5, 11.5, 3, 79, 66),
        new("honolulu", "Honolulu", "United States", 21.31, -157.86, 25.5, 2.3, 3.5, 67, 45),
        new("istanbul", "Istanbul", "Türkiye", 41.01, 28.98, 15, 9.5, 3.5, 74, 50),
        new("jakarta", "Jakarta", "Indonesia", -6.21, 106.85, 27.8, 0.5, 4, 78, 66),
        new("johannesburg", "Johannesburg", "South Africa", -26.20, 28.05, 16, 4.8, 6, 59, 33),
        new("lagos", "Lagos", "Nigeria", 6.52, 3.38, 27, 1.3, 3.5, 83, 62),
        new("lima", "Lima", "Peru", -12.05, -77.04, 19.5, 3.3, 2.5, 82, 66),
        new("lisbon", "Lisbon", "Portugal", 38.72, -9.14, 17.5, 6, 4.5, 71, 38),
        new("london", "London", "United Kingdom", 51.51, -0.13, 11.5, 6.8, 3.5, 76, 66),
        new("los-angeles", "Los Angeles", "United States", 34.05, -118.24, 18.5, 4.5, 5.5, 64, 28),
        new("madrid", "Madrid", "Spain", 40.42, -3.70, 15, 10, 6, 57, 38),
        new("melbourne", "Melbourne", "Australia", -37.81, 144.96, 15.5, 5.3, 5, 66, 54),
        new("mexico-city", "Mexico City", "Mexico", 19.43, -99.13, 17.5, 2.5, 6.5, 56, 46),
        new("montreal", "Montréal", "Canada", 45.50, -73.57, 7, 15.5, 4.5, 71, 60),
        new("moscow", "Moscow", "Russia", 55.76, 37.62, 6, 13.5, 4, 76, 66),
        new("mumbai", "Mumbai", "India", 19.08, 72.88, 27.5, 2.3, 4, 74, 42),
        new("nairobi", "Nairobi", "Kenya", -1.29, 36.82, 19, 1.5, 5.5, 71, 54),
        new("new-york", "New York", "United States", 40.71, -74.01, 13, 12, 4, 63, 52),
        new("paris", "Paris", "France", 48.86, 2.35, 12.5, 7.8, 4, 76, 60),
        new("reykjavik", "Reykjavík", "Iceland", 64.15, -21.94, 5, 5.5, 2, 78, 76),
        new("santiago", "Santiago", "Chile", -33.45, -70.67, 15, 6.3, 7, 62, 32),
        new("sao-paulo", "São Paulo", "Brazil", -23.55, -46.63, 20, 3.2, 5, 77, 58),
        new("seoul", "Seoul", "South Korea", 37.57, 126.98, 13, 14, 4.5, 62, 46),
        new("singapore", "Singapore", "Singapore", 1.35, 103.82, 27.8, 0.6, 3.5, 80, 70),
        new("stockholm", "Stockholm", "Sweden", 59.33, 18.07, 7.5, 10.2, 3.5, 76, 62),
        new("sydney", "Sydney", "Australia", -33.87, 151.21, 18.5, 5.3, 4, 66, 48),
        new("tokyo", "Tokyo", "Japan", 35.68, 139.69, 16, 10.5, 3.5, 66, 56),
    ];
}
