using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Server.Tests.Identity;

/// <summary>An identity provider on this machine: discovery, keys, and the tokens that they sign.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly WebApplication app;

    private IdentityProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Run(async context =>
        {
            Asked.Enqueue(context.Request.Path);
            await (context.Request.Path == "/.well-known/openid-configuration" ? OnDiscovery : OnKeys)(context);
        });
    }

    /// <summary>The paths that were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public int KeyFetches => Asked.Count(path => path == "/keys");

    /// <summary>The keys that are published.</summary>
    public IReadOnlyList<ProviderKey> Keys { get; set; } = [];

    public string Issuer => app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public string KeysAddress => Issuer + "/keys";

    /// <summary>Answers for discovery; a test may put its own in its place.</summary>
    public RequestDelegate OnDiscovery { get; set; } = null!;

    /// <summary>Answers for everything else.</summary>
    public RequestDelegate OnKeys { get; set; } = null!;

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        provider.OnDiscovery = context => context.Response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["issuer"] = provider.Issuer,
            ["jwks_uri"] = provider.KeysAddress,
            ["response_types_supported"] = "code",
        }));
        provider.OnKeys = context => context.Response.WriteAsync(provider.KeySet());
        await provider.app.StartAsync();
        return provider;
    }

    public string KeySet() => $$"""{"keys":[{{string.Join(',', Keys.Select(key => key.ToJson()))}}]}""";

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>A key of an identity provider, with its private half.</summary>
internal sealed class ProviderKey(string kid)
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string ToJson()
    {
        var point = key.ExportParameters(false).Q;
        return $$"""{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"{{kid}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
    }

    /// <summary>A token for an hour from a moment.</summary>
    public string Sign(DateTimeOffset now, string issuer, string userId = "ann", string audience = "hub", string? named = null, bool saysWhen = true)
    {
        var input = Tokens.Encode($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{named ?? kid}}"}""") + "." + Tokens.Encode(
            $$"""{"iss":"{{issuer}}","sub":"{{userId}}","aud":"{{audience}}",{{(saysWhen ? $"\"iat\":{now.ToUnixTimeSeconds()}," : "")}}"exp":{{now.AddHours(1).ToUnixTimeSeconds()}},"scope":"openid"}""");
        return input + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256));
    }
}
