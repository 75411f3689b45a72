namespace AdminPortal.Domain.Data.Verification;

/// <summary>One thing that is not as the rows say.</summary>
/// <param name="Check">The rule's stable name, for example <c>open_check_ins</c>.</param>
/// <param name="TenantId">Whose record it is; 0 for the database as a whole.</param>
/// <param name="Id">The record's id; 0 where it is none.</param>
/// <param name="Message">An English sentence that names the record.</param>
public sealed record Finding(string Check, long TenantId, long Id, string Message);

/// <summary>One rule that every row must keep.</summary>
/// <param name="Name">Stable, in lower case with underscores.</param>
/// <param name="Look">Reads what breaks it, over all tenants.</param>
internal sealed record Rule(string Name, Func<PortalDb, CancellationToken, Task<List<Finding>>> Look);
