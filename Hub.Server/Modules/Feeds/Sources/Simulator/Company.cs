namespace RealtimeHub.Server.Modules.Feeds.Sources.Simulator;

/// <summary>One of 500 companies that do not exist.</summary>
/// <param name="Symbol">Its symbol, four letters; no two have the same.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sector">What it does.</param>
internal sealed record Company(string Symbol, string Name, string Sector)
{
    private static readonly string[] Sectors = ["Energy", "Foods", "Health", "Industries", "Technology"];

    // No two begin with the same three letters.
    private static readonly string[] Names =
    [
        "Abernal", "Acorda", "Adelmo", "Aldera", "Amberley", "Anvira", "Arbora", "Askwell", "Avenor", "Baltero", "Beacon", "Bergmar", "Birchway", "Bluefen", "Boreal", "Brightal",
        "Calder", "Candor", "Cedarn", "Cirrus", "Cobalt", "Corvane", "Crestal", "Dalmore", "Delvane", "Dorwin", "Drayton", "Dunmere", "Eastal", "Elmara", "Emberly", "Ensor",
        "Everal", "Fairway", "Falcora", "Fenwick", "Firmant", "Foxglen", "Galeno", "Garnet", "Glenmor", "Granvor", "Halden", "Harwell", "Havenor", "Helmora", "Hollin", "Icaron",
        "Imberg", "Inverla", "Isling", "Jasper", "Jorvik", "Juniper", "Kaldera", "Kelstone", "Kestrel", "Kingsor", "Lakemor", "Larkfield", "Lindor", "Lomera", "Lumenor", "Maplet",
        "Marlow", "Meridel", "Millbrae", "Montara", "Nimbor", "Norwin", "Oakmere", "Olvera", "Orland", "Palmora", "Pebblet", "Pinecal", "Quarry", "Ravenor", "Redfern", "Ridgel",
        "Rowan", "Saltmar", "Seaford", "Silvane", "Solvena", "Sterlow", "Summera", "Tamaris", "Tellmar", "Thornby", "Tidemar", "Torvald", "Umbrel", "Valmont", "Verano", "Wavern",
        "Westal", "Willowen", "Yarrow", "Zephira",
    ];

    /// <summary>All of them, five of each name.</summary>
    public static IReadOnlyList<Company> All { get; } =
        [.. from name in Names from sector in Sectors select new Company($"{name[..3]}{sector[0]}".ToUpperInvariant(), $"{name} {sector}", sector)];
}
