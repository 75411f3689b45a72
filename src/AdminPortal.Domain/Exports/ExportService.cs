using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Exports;

/// <summary>What somebody wants as a file.</summary>
/// <param name="Request">Report or list, with filters and columns.</param>
/// <param name="Format">The form of the file.</param>
/// <param name="Language">The language of the file: <c>de</c> or <c>en</c>.</param>
public sealed record ExportOrder(ReportRequest Request, ReportFormat Format, string Language)
{
    /// <summary>Event, range and filters in words, for people to recognise the file by; a longer text is cut.</summary>
    public string? About { get; init; }

    /// <summary>The schedule that orders it in the actor's name.</summary>
    public long? ScheduleId { get; init; }
}

/// <summary>A finished file; the reader disposes the stream.</summary>
public sealed record ExportContent(FileStream Stream, string FileName, string ContentType);

/// <summary>
/// Orders files of reports and lists, which <see cref="ExportRunner"/> then writes, and hands them out. A person sees their own files, and
/// those of schedules whose kind they may see. The permission of the kind is asked when a file is ordered, written and taken away.
/// </summary>
public sealed partial class ExportService(IDbContextFactory<PortalDb> databases, ExportQueue queue, ExportFiles files,
    IEnumerable<PaperKind> papers, TimeProvider time)
{
    /// <summary>How many exports of one person may wait or be written.</summary>
    public const int MostActive = 5;

    /// <summary>
    /// Orders a file. Refused: <c>not_found</c> for a kind that does not exist, <c>proof_needed</c> for records of the whole
    /// organisation, <c>required</c> on <c>event_key</c> where the kind is about one event, <c>unknown</c> on <c>sort</c> for an order that
    /// the list does not know, <c>too_long</c>, and <c>exports_full</c> when too many of the person's own wait already.
    /// </summary>
    /// <returns>Its id.</returns>
    /// <exception cref="PermissionDeniedException">The actor may not have it.</exception>
    public async Task<Result<long>> OrderAsync(Actor actor, ExportOrder order, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        var paper = Drawn(order.Request.Kind);
        var kind = ReportKinds.Find(order.Request.Kind);
        if (!IsKnown(actor, paper, kind))
        {
            return Problem.NotFound();
        }

        var user = Person(actor) ?? throw new PermissionDeniedException(Permission.Export);
        var sort = order.Request.Sort?.Column;
        var check = new Check(order.Request.Filter.Unreadable)
            .That(kind?.NeedsEvent == false || !string.IsNullOrEmpty(order.Request.Filter.EventKey), Problem.Required("event_key"))
            .That(sort is null || kind?.SortsFor(actor).Contains(sort) == true, Problem.Unknown("sort", sort))
            .That(paper is null || order.Format == ReportFormat.Pdf, Problem.Unknown("format", order.Format.ToString()));
        check.Problems.AddRange(paper?.Problems(order.Request) ?? []);
        var request = ReportRequestText.Write(order.Request);
        if (!check.Ok || !request.Ok)
        {
            return check.Ok ? request.Refused<long>() : check.Problems;
        }

        if (order.ScheduleId is null && IsOfEverybody(kind, order.Request) && actor.Missing(time) is { } proof)
        {
            return proof;
        }

        var ordered = await databases.WriteAsync<long>(actor, async db =>
        {
            await Locks.TenantAsync(db, cancellationToken); // orders given at the same moment are counted one after the other
            if (order.ScheduleId is null && await db.ReportExports.CountAsync(e => e.UserId == user && e.ScheduleId == null
                && (e.State == ExportState.Queued || e.State == ExportState.Running), cancellationToken) >= MostActive)
            {
                return new Problem("exports_full", $"{MostActive} files are already being prepared. Wait for one of them or cancel it.",
                    null, MostActive);
            }

            var now = time.UtcNow();
            var export = new ReportExport
            {
                UserId = user,
                UserName = actor.Name,
                ScheduleId = order.ScheduleId,
                Kind = order.Request.Kind,
                Request = request.Value,
                Format = order.Format,
                Language = order.Language,
                About = Cut(order.About),
                CreatedAt = now,
                ExpiresAt = now + ExportQueue.Kept,
            };
            db.ReportExports.Add(export);
            await db.SaveChangesAsync(cancellationToken);
            return export.Id;
        }, cancellationToken);
        queue.Wake();
        return ordered;
    }

    /// <summary>Orders the same file once more. Refused: <c>not_found</c>, and as <see cref="OrderAsync"/>.</summary>
    /// <exception cref="PermissionDeniedException">The actor may not have it any more.</exception>
    public async Task<Result<long>> RepeatAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        await FindAsync(actor, id, cancellationToken) is { } row
            ? await OrderAsync(actor, new ExportOrder(row.Request, row.Format, row.Language) { About = row.About }, cancellationToken)
            : Problem.NotFound();

    /// <summary>Stops an export of one's own; one that has ended stays as it is. Refused: <c>not_found</c>.</summary>
    public async Task<Result<Done>> CancelAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        var done = await databases.WriteAsync<Done>(actor, async db =>
        {
            if (await Own(db, actor).SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } export)
            {
                return Problem.NotFound();
            }

            if (export.State is ExportState.Queued or ExportState.Running)
            {
                (export.State, export.FinishedAt, export.ExpiresAt, export.LeaseUntil) =
                    (ExportState.Cancelled, time.UtcNow(), time.UtcNow() + ExportQueue.Kept, null);
                await db.SaveChangesAsync(cancellationToken);
            }

            return Done.It;
        }, cancellationToken);
        queue.Wake();
        return done;
    }

    /// <summary>Takes an export of one's own off the list, and its file with it. Refused: <c>not_found</c>.</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        string? owner = null;
        var done = await databases.WriteAsync<Done>(actor, async db =>
        {
            if (await Own(db, actor).SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } export)
            {
                return Problem.NotFound();
            }

            owner = export.Owner;
            db.ReportExports.Remove(export);
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
        if (done.Ok && owner is not null)
        {
            files.Delete(owner);
        }

        queue.Wake();
        return done;
    }

    /// <summary>
    /// Opens a finished file. Refused: <c>not_found</c> for what the actor may not see and what is not finished, <c>export_gone</c> when
    /// the file is not there.
    /// </summary>
    /// <exception cref="PermissionDeniedException">The actor may not have it any more.</exception>
    public async Task<Result<ExportContent>> OpenAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(actor);
        if (await Seen(db, actor).SingleOrDefaultAsync(e => e.Id == id && e.State == ExportState.Done, cancellationToken) is not { } export
            || !IsKnown(actor, Drawn(export.Kind), ReportKinds.Find(export.Kind)))
        {
            return Problem.NotFound();
        }

        return files.Open(export.Owner!) is { } stream
            ? new ExportContent(stream, export.FileName!, ReportFile.Of(export.Format).ContentType)
            : new Problem("export_gone", "The file is not there any more. Order it again.");
    }

    /// <summary>
    /// Opens a finished file for somebody who takes it away, which stands in the audit log before the first byte of it leaves. Refused: as
    /// <see cref="OpenAsync"/>.
    /// </summary>
    /// <exception cref="PermissionDeniedException">The actor may not have it any more.</exception>
    public async Task<Result<ExportContent>> DownloadAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        var opened = await OpenAsync(actor, id, cancellationToken);
        if (!opened.Ok)
        {
            return opened;
        }

        try
        {
            (await databases.WriteAsync<Done>(actor, async db =>
            {
                db.AuditEntries.Add(AuditRecorder.Entry(actor, time.UtcNow(), AuditAction.Downloaded, nameof(ReportExport), id, null,
                    new() { [nameof(ReportExport.FileName)] = [null, opened.Value.FileName] }));
                await db.SaveChangesAsync(cancellationToken);
                return Done.It;
            }, cancellationToken)).Required();
            return opened;
        }
        catch
        {
            await opened.Value.Stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether there is such a kind of file; lets only those pass who may have it.</summary>
    private static bool IsKnown(Actor actor, PaperKind? paper, ReportKind? kind)
    {
        if (paper is not null)
        {
            actor.Require(paper.Permission);
        }

        kind?.Require(actor);
        return paper is not null || kind is not null;
    }

    /// <summary>Whether it is records of the whole organisation, such as all contacts, and not those of one event.</summary>
    private static bool IsOfEverybody(ReportKind? kind, ReportRequest request) =>
        kind is { IsRecords: true, NeedsEvent: false } && (!kind.IsOfEvents || string.IsNullOrEmpty(request.Filter.EventKey));

    /// <summary>Only people have exports: the ids of keys and people are not of one sequence.</summary>
    private static long? Person(Actor actor) => actor.Kind == ActorKind.User ? actor.Id : null;

    private static IQueryable<ReportExport> Own(PortalDb db, Actor actor)
    {
        var user = Person(actor) ?? 0;
        return db.ReportExports.Where(e => e.UserId == user);
    }

    private PaperKind? Drawn(string kind) => papers.FirstOrDefault(paper => paper.Key == kind);

    private static string? Cut(string? about) => about is { Length: > ReportExport.AboutLimit } ? about[..(ReportExport.AboutLimit - 1)]
        + "…" : about;
}
