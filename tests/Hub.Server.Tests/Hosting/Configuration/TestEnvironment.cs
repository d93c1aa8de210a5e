using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace RealtimeHub.Server.Tests.Hosting.Configuration;

/// <summary>A host of any name whose content root is <c>/content</c>.</summary>
internal sealed class TestEnvironment : IHostEnvironment
{
    public required string EnvironmentName { get; set; }

    public string ApplicationName { get; set; } = "test";

    public string ContentRootPath { get; set; } = "/content";

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
