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
    if (args.Contains(ChatAtRest))
    {
        var figures = Report.WriteChat(await ChatFigures.MeasureAsync(options.Targets.First(target => target.Name == LoadOptions.MemoryEngine), options.Core), TimeProvider.System.GetUtcNow(), options.Revision, load);
        Console.WriteLine(figures);
        if (options.Out is not null)
            await File.WriteAllTextAsync(options.Out, figures);
        return 0;
    }

    if (args.Contains(Hostile))
    {
        var figures = Report.WriteHostile(await HostileFigures.MeasureAsync(options.Targets[0], options.Placements[0], options.Rounds, options.Duration), TimeProvider.System.GetUtcNow(), options.Revision, load);
        Console.WriteLine(figures);
        if (options.Out is not null)
            await File.WriteAllTextAsync(options.Out, figures);
        return 0;
    }

    if (args.Contains(PrivateRooms))
    {
        var figures = Report.WritePrivateRooms(await PrivateRoomFigures.MeasureAsync(options.Targets[0], options.Core, Samples), TimeProvider.System.GetUtcNow(), options.Revision, load);
        Console.WriteLine(figures);
        if (options.Out is not null)
            await File.WriteAllTextAsync(options.Out, figures);
        return 0;
    }

    if (args.Contains(Feeds))
    {
        var figures = Report.WriteFeeds(await new FeedFigures(options).MeasureAsync(), TimeProvider.System.GetUtcNow(), options.Revision, load);
        Console.WriteLine(figures);
        if (options.Out is not null)
            await File.WriteAllTextAsync(options.Out, figures);
        return 0;
    }

    var measurements = await new Comparison(options).RunAsync();
    var now = TimeProvider.System.GetUtcNow();
    var report = Report.Write(measurements, options.Cases, now, options.Revision, load);
    Console.WriteLine(report);
    if (options.Out is not null)
        await File.WriteAllTextAsync(options.Out, report);
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
