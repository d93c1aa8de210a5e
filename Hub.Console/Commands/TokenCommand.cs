using System.CommandLine;
using System.Text;
using RealtimeHub.Console.Output;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub token</c>: makes an access token with the server's key. Needs no server.</summary>
internal static class TokenCommand
{
    private const string SecretVariable = "Hub__Auth__Keys__0__Secret";

    // Where dotnet run --project Hub.Server keeps it.
    private static readonly string DefaultData = Path.Combine("Hub.Server", "data");

    public static Command Create(Terminal terminal)
    {
        var user = new Option<string>("--user") { Description = "The user's id (sub).", HelpName = "id", Required = true };
        var name = new Option<string?>("--name") { Description = "The name that others see." };
        var hours = new Option<double>("--hours") { Description = "How long the token is valid, at most 24.", DefaultValueFactory = _ => 12 };
        var admin = new Option<bool>("--admin") { Description = "Give the role admin." };
        var grants = new Option<string[]>("--grant")
        {
            Description = "A right beyond those of the namespaces, as channels=right,right. Example: feed:*=subscribe,history. May be repeated.",
            HelpName = "grant",
        };
        var secret = new Option<string?>("--secret")
        {
            Description = $"The secret of the server's key. Better in the environment variable {SecretVariable}, which doesn't show in the list of processes.",
        };
        var data = new Option<string?>("--data")
        {
            Description = $"The data folder of a server in Development, whose own key is used; {DefaultData} where that is there and no secret is given.",
            HelpName = "folder",
        };
        secret.Validators.Add(result =>
        {
            if (result.GetResult(data) is not null)
                result.AddError("--secret and --data exclude each other: give one of them.");
        });
        var kid = new Option<string?>("--kid") { Description = "The key's Kid, where the server's configuration has one." };
        var issuer = new Option<string?>("--issuer") { Description = "iss, where the server's configuration asks for one." };
        var audience = new Option<string?>("--audience") { Description = "aud, where the server's configuration asks for one." };
        var command = new Command("token", "Make an access token with the server's key. Needs no connection.")
        {
            user, name, hours, admin, grants, secret, data, kid, issuer, audience,
        };
        command.SetAction(parsed =>
        {
            SigningKey? key;
            try
            {
                key = KeyOf(parsed.GetValue(secret), parsed.GetValue(data), parsed.GetValue(kid));
            }
            catch (InvalidConfigurationException wrong)
            {
                terminal.Error.WriteLine("rthub: " + Plain.Text(wrong.Message));
                return ExitCodes.Usage;
            }

            var order = new TokenOrder(key, parsed.GetRequiredValue(user))
            {
                Name = parsed.GetValue(name),
                Hours = parsed.GetValue(hours),
                IsAdmin = parsed.GetValue(admin),
                Grants = parsed.GetValue(grants) ?? [],
                Rules = new TokenRules(parsed.GetValue(issuer), parsed.GetValue(audience)),
            };
            if (order.Fault() is { } fault)
            {
                terminal.Error.WriteLine("rthub: " + fault);
                return ExitCodes.Usage;
            }

            terminal.Out.WriteLine(order.Write(TimeProvider.System));
            return ExitCodes.Done;
        });
        return command;
    }

    // Null where there is none, or one that is too short.
    private static SigningKey? KeyOf(string? secret, string? data, string? kid)
    {
        if (data is null && (secret ?? Environment.GetEnvironmentVariable(SecretVariable)) is { } given)
            return Encoding.UTF8.GetBytes(given) is { Length: >= SigningKey.MinSecretBytes } bytes ? new SigningKey(kid, bytes) : null;
        return DevelopmentKey.Find(data ?? DefaultData) is { } key ? key
            : data is null ? null
            : throw new InvalidConfigurationException("--data", $"there is no {DevelopmentKey.FileName} in {data}; a server makes it at its first start in Development");
    }

    /// <summary>What the command line asks for.</summary>
    private sealed record TokenOrder(SigningKey? Key, string UserId)
    {
        public string? Name { get; init; }

        public double Hours { get; init; }

        public bool IsAdmin { get; init; }

        public string[] Grants { get; init; } = [];

        public TokenRules Rules { get; init; } = new(null, null);

        /// <summary>What the server would refuse; null when it is fine.</summary>
        public string? Fault() => this switch
        {
            { Key: null } =>
                $"the server's secret has at least {SigningKey.MinSecretBytes} bytes; give it as --secret or in the environment variable {SecretVariable}, or the data folder of a server in Development as --data.",
            _ when !UserText.IsId(UserId) => $"--user takes 1 to {UserText.MaxIdBytes} bytes without white space and control characters, not beginning with ~.",
            { Name: { } name } when !UserText.IsName(name) => $"--name takes 1 to {UserText.MaxNameCharacters} characters, none of them control characters.",
            _ when Hours is not (> 0 and <= 24) => "--hours must be above 0 and at most 24.",
            _ => Grants.Where(grant => !GrantClaims.TryParse(grant, out _)).Select(grant => $"--grant {grant}: must be channels=right,right with the rights {GrantClaims.AllRights}.").FirstOrDefault(),
        };

        public string Write(TimeProvider time) => new JwtWriter(new SigningKeys([Key!]), Rules, time).Write(new TokenClaims
        {
            UserId = UserId,
            Name = Name,
            Expires = time.GetUtcNow().AddHours(Hours),
            IsAdmin = IsAdmin,
            Grants = [.. Grants.Select(Parse)],
        });

        private static ChannelGrant Parse(string text) => GrantClaims.TryParse(text, out var grant) ? grant : throw new ArgumentException(text, nameof(text));
    }
}
