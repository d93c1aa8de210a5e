namespace RealtimeHub.Documents;

/// <summary>Why an update, a state vector, a relative position or an awareness message was refused.</summary>
public enum UpdateFault
{
    /// <summary>The bytes are not what the format says: truncated, out of range, not UTF-8, not JSON, contradictory.</summary>
    Malformed,

    /// <summary>The bytes may be well formed, but exceed one of <see cref="UpdateLimits"/>.</summary>
    LimitExceeded,
}

/// <summary>
/// Bytes were refused. It is the only exception that reading untrusted bytes throws; nothing was changed by a codec
/// function that throws it. See <see cref="YDoc.ApplyUpdate"/> for documents.
/// </summary>
public sealed class InvalidUpdateException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">The kind of fault.</param>
    /// <param name="message">What was wrong, with the field and the limit.</param>
    public InvalidUpdateException(UpdateFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>The kind of fault.</summary>
    public UpdateFault Fault { get; }
}
