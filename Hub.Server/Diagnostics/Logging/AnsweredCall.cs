namespace RealtimeHub.Server.Diagnostics.Logging;

/// <summary>
/// Marks the exception by which a refused call is answered. SignalR logs each as an error with its stack, under a category that all hubs of an application share; what deserves
/// to be logged was logged where the call was refused. An exception of another type would change the answer: SignalR writes the type's name into it.
/// </summary>
internal static class AnsweredCall
{
    private const string Key = "RealtimeHub.Answered";

    public static T Mark<T>(T exception)
        where T : Exception
    {
        exception.Data[Key] = true;
        return exception;
    }

    public static bool Is(Exception? exception) => exception?.Data.Contains(Key) is true;
}
