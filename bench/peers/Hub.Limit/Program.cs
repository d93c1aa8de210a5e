using System.Net;
using RealtimeHub.Bench.Limit;

using var server = new LimitServer();
Console.WriteLine("Now listening on: http://" + server.Listen(new IPEndPoint(IPAddress.Loopback, 0)));
server.Run();
