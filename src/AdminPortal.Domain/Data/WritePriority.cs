namespace AdminPortal.Domain.Data;

/// <summary>Who writes first where a database takes one writer at a time.</summary>
public enum WritePriority
{
    /// <summary>Whatever a person waits for.</summary>
    Usual,

    /// <summary>Check-ins: somebody stands at a door.</summary>
    Door,

    /// <summary>Work in many short transactions that nobody waits for, such as an import.</summary>
    Bulk,
}
