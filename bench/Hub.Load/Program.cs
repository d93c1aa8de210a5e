using System.Globalization;
using RealtimeHub.Load;

const string ChatAtRest = "--chat-at-rest";
const string Feeds = "--feeds";
const string PrivateRooms = "--private-rooms";
const string Hostile = "--hostile";
const int Samples = 10_000;

LoadOptions options;
try
{
    options = LoadOptions.Parse([.. args.Where(argument => argument is not (ChatAtRest or Feeds or PrivateRooms or Hostile))]);
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}

try
{
    var load = Machine.LoadAverage();
    if (await FiguresAsync() is var (title, figures))
    {
        await SayAsync(Report.Write(title, figures, TimeProvider.System.GetUtcNow(), options.Revision, load));
        return 0;
    }

    var measurements = await new Comparison(options).RunAsync();
    var now = TimeProvider.System.GetUtcNow();
    await SayAsync(Report.Write(measurements, options.Cases, now, options.Revision, load));
    if (options.Json is not null)
        await File.WriteAllTextAsync(options.Json, JsonReport.Write(measurements, now, options.Revision, load));
    return 0;
}
catch (IOException exception)
{
    // A lost, repeated or refused message makes the figures worthless.
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"failed: {exception.Message}"));
    return 1;
}

// What else than the comparison of servers was asked for.
async Task<(string Title, string Figures)?> FiguresAsync() => args.FirstOrDefault(argument => argument is ChatAtRest or Feeds or PrivateRooms or Hostile) switch
{
    ChatAtRest => ("Chat at rest", await ChatFigures.MeasureAsync(options.Targets.First(target => target.Name == LoadOptions.MemoryEngine), options.Core)),
    Feeds => ("Live feeds", await new FeedFigures(options).MeasureAsync()),
    PrivateRooms => ("Private rooms and missing ones", await PrivateRoomFigures.MeasureAsync(options.Targets[0], options.Core, Samples)),
    Hostile => ("Honest clients among attackers", await HostileFigures.MeasureAsync(options.Targets[0], options.Placements[0], options.Rounds, options.Duration)),
    _ => null,
};

async Task SayAsync(string report)
{
    Console.WriteLine(report);
    if (options.Out is not null)
        await File.WriteAllTextAsync(options.Out, report);
}
