using RealtimeHub.Bench.RawSignalR;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSignalR();
var app = builder.Build();
app.MapHub<BroadcastHub>("/hub");
app.Run();
