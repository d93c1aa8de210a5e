using System.Globalization;
using RealtimeHub.Load;

const string ChatAtRest = "--chat-at-rest";

LoadOptions options;
try
{
    options = LoadOptions.Parse([.. args.Where(argument => argument != ChatAtRest)]);
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
        var figures = Report.WriteChat(await ChatFigures.MeasureAsync(options.Targets[0], options.Core), TimeProvider.System.GetUtcNow(), options.Revision, load);
        Console.WriteLine(figures);
        if (options.Out is not null)
            await File.WriteAllTextAsync(options.Out, figures);
        return 0;
    }

    var measurements = await new Comparison(options).RunAsync();
    var report = Report.Write(measurements, options.Cases, TimeProvider.System.GetUtcNow(), options.Revision, load);
    Console.WriteLine(report);
    if (options.Out is not null)
        await File.WriteAllTextAsync(options.Out, report);
    return 0;
}
catch (IOException exception)
{
    // A lost, repeated or refused message makes the figures worthless.
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"failed: {exception.Message}"));
    return 1;
}
