using System.CommandLine;
using RealtimeHub.Client;

namespace RealtimeHub.Console.Connecting;

/// <summary>The options that every command has: where the hub is and how to connect to it.</summary>
internal sealed class ConnectionOptions
{
    private const string DefaultUrl = "http://localhost:5080";
    private const double DefaultTimeoutSeconds = 10;

    private readonly Option<string> url = new("--url")
    {
        Description = "The server's address, with or without /hub. Without it the environment variable RTHUB_URL is used.",
        Recursive = true,
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("RTHUB_URL") ?? DefaultUrl,
    };

    private readonly Option<string?> token = new("--token")
    {
        Description = "An access token. Without it the environment variable RTHUB_TOKEN is used, which doesn't show in the list of processes.",
        Recursive = true,
    };

    private readonly Option<string?> guest = new("--guest")
    {
        Description = "Connect as a guest of this name, where the server allows guests.",
        HelpName = "name",
        Recursive = true,
    };

    private readonly Option<string> transport = new Option<string>("--transport")
    {
        Description = "How to connect: auto tries WebSockets, Server-Sent Events, long polling.",
        Recursive = true,
        DefaultValueFactory = _ => "auto",
    }.AcceptOnlyFromAmong("auto", "websockets", "sse", "longpolling");

    private readonly Option<string> protocol = new Option<string>("--protocol")
    {
        Description = "How messages are encoded.",
        Recursive = true,
        DefaultValueFactory = _ => "json",
    }.AcceptOnlyFromAmong("json", "messagepack");

    private readonly Option<double?> timeout = ValueOption.Number(
        "--timeout",
        "How many seconds a single command may take to connect and be answered, 10 by default; sub, watch and chat wait as long as it takes.",
        seconds => seconds is > 0 and <= 86400,
        "a number of seconds, above 0 and at most 86400");

    private readonly Option<bool> json = ValueOption.Flag("--json", "Write one JSON object a line.");

    public ConnectionOptions()
    {
        url.Validators.Add(result =>
        {
            if (!TryReadUrl(result.GetValueOrDefault<string>(), out _))
                result.AddError("--url must be an http or https address.");
        });
        guest.Validators.Add(result =>
        {
            if (result.GetResult(token) is not null)
                result.AddError("--token and --guest exclude each other: give one of them.");
        });
        timeout.Recursive = true;
        json.Recursive = true;
    }

    public void AddTo(RootCommand root)
    {
        foreach (var option in new Option[] { url, token, guest, transport, protocol, timeout, json })
            root.Options.Add(option);
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(json);

    public TimeSpan Timeout(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(timeout) ?? DefaultTimeoutSeconds);

    /// <summary>The client's options; asks for a guest token when the first connection is made.</summary>
    public HubClientOptions Read(ParseResult parsed)
    {
        TryReadUrl(parsed.GetValue(url), out var hub);
        return new HubClientOptions
        {
            Url = hub!,
            Transports = parsed.GetValue(transport) switch
            {
                "websockets" => HubTransports.WebSockets,
                "sse" => HubTransports.ServerSentEvents,
                "longpolling" => HubTransports.LongPolling,
                _ => HubTransports.All,
            },
            Protocol = parsed.GetValue(protocol) == "messagepack" ? HubEncoding.MessagePack : HubEncoding.Json,
            CallTimeout = Timeout(parsed),
            AccessTokenProvider = Tokens(parsed, hub!),
        };
    }

    /// <summary>The hub's address for a server's; one with a path of its own is taken as it is.</summary>
    internal static bool TryReadUrl(string? text, out Uri? hub)
    {
        var ok = Uri.TryCreate(text, UriKind.Absolute, out hub) && hub.Scheme is "http" or "https";
        if (ok && hub!.AbsolutePath == "/")
            hub = new Uri(hub, "/hub" + hub.Query);
        return ok;
    }

    private Func<CancellationToken, ValueTask<string?>>? Tokens(ParseResult parsed, Uri hub)
    {
        if (parsed.GetValue(guest) is { } name)
            return new GuestTokens(hub, name, TimeProvider.System).GetAsync;
        var given = parsed.GetValue(token) ?? Environment.GetEnvironmentVariable("RTHUB_TOKEN");
        return string.IsNullOrEmpty(given) ? null : _ => ValueTask.FromResult<string?>(given);
    }
}
