using RealtimeHub.Server.Hosting;

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.UseWebPages();
app.Run();
