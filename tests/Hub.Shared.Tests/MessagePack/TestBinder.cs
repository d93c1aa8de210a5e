using Microsoft.AspNetCore.SignalR;

namespace RealtimeHub.Shared.Tests.MessagePack;

/// <summary>Says that every method takes the given types.</summary>
internal sealed class TestBinder(params Type[] parameters) : IInvocationBinder
{
    public Type Result { get; init; } = typeof(object);

    public bool KnowsNothing { get; init; }

    public Type GetReturnType(string invocationId) => KnowsNothing ? throw new InvalidOperationException("unknown id") : Result;

    public IReadOnlyList<Type> GetParameterTypes(string methodName) =>
        KnowsNothing ? throw new HubException("Method does not exist.") : parameters;

    public Type GetStreamItemType(string streamId) => KnowsNothing ? throw new KeyNotFoundException("unknown stream") : Result;
}
