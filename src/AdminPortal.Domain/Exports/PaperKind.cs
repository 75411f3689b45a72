using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Exports;

/// <summary>
/// A kind of file that is drawn and no report, such as badges: a PDF about one event, ordered, written and kept as every export. People
/// read the text <c>Report_{Key}</c>.
/// </summary>
/// <param name="key">Its name in requests; none of a report.</param>
/// <param name="permission">What somebody needs to order and to take it away.</param>
public abstract class PaperKind(string key, Permission permission)
{
    /// <summary>Its name in requests.</summary>
    public string Key { get; } = key;

    /// <summary>What somebody needs to order and to take it away.</summary>
    public Permission Permission { get; } = permission;

    /// <summary>What is wrong with an order before it waits; empty when nothing is.</summary>
    public abstract List<Problem> Problems(ReportRequest request);

    /// <summary>Begins to write; may be called again when an attempt has failed.</summary>
    /// <param name="actor">Who ordered it, with the permissions of now.</param>
    /// <param name="exportId">The export.</param>
    /// <param name="request">What was ordered.</param>
    /// <param name="language">The language of the file.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public abstract Task<Result<Paper>> OpenAsync(Actor actor, long exportId, ReportRequest request, ReportLanguage language,
        CancellationToken cancellationToken);
}

/// <summary>A file that can be written.</summary>
/// <param name="Names">The parts of its name for people, without the ending; empty ones are left out.</param>
/// <param name="Extension">The ending.</param>
/// <param name="Expected">Rows, badges or whatever it has; null when that is not known.</param>
/// <param name="WriteAsync">Writes it, and tells how much is written.</param>
public sealed record Paper(
    IReadOnlyList<string?> Names, string Extension, long? Expected, Func<Stream, IProgress<long>, CancellationToken, Task> WriteAsync);
