using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Tests.Identity;

public class OriginTests
{
    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("http://localhost:3000")]
    [InlineData("http://127.0.0.1:3000")]
    [InlineData("http://[::1]:3000")]
    [InlineData("https://xn--bcher-kva.example")]
    [InlineData("capacitor://localhost")]
    [InlineData("ionic://localhost")]
    [InlineData("tauri://localhost")]
    [InlineData("app://my-app")]
    [InlineData("chrome-extension://abcdefghijklmnopabcdefghijklmnop")]
    [InlineData("moz-extension://0b3f8d2c-2f0a-4d0c-9c57-5f1f5a1d2e3f")]
    [InlineData("vscode-webview://1a2b")]
    public void FaultOf_AnOriginAsBrowsersWriteIt_IsNull(string origin) => Assert.Null(Origin.FaultOf(origin));

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("app.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/path")]
    [InlineData("https://app.example.com:443")]
    [InlineData("https://app.example.com:99999")]
    [InlineData("https://APP.example.com")]
    [InlineData("https://*.example.com")]
    [InlineData("https://user@app.example.com")]
    [InlineData("https://app.example.com\n")]
    [InlineData("https://0x7f000001")]
    [InlineData("file:///index.html")]
    [InlineData("file://")]
    [InlineData("file://host")]
    [InlineData("wss://app.example.com")]
    [InlineData("capacitor://localhost/")]
    [InlineData("capacitor://LOCALHOST")]
    [InlineData("capacitor:localhost")]
    [InlineData("Capacitor://localhost")]
    public void FaultOf_AnythingElse_SaysWhatItMustBe(string origin) => Assert.Contains("origin", Origin.FaultOf(origin), StringComparison.Ordinal);
}
