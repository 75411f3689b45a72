using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Participants;

/// <summary>What is done to participants.</summary>
/// <param name="Actor">By whom.</param>
/// <param name="EventKey">In which event.</param>
/// <param name="Selection">To whom.</param>
/// <param name="Name">The name of a single one; null for many.</param>
/// <param name="After">Shows the result; called after the change, and after its undoing unless there is <paramref name="Undone"/>.</param>
/// <param name="Undone">Shows the result of undoing where that is something else.</param>
public sealed record ParticipantTarget(Actor Actor, string EventKey, ParticipantSelection Selection, string? Name, Func<Task> After,
    Func<Task>? Undone = null);

/// <summary>Changes one participant or many from the portal, says what was done and offers to take it back.</summary>
public sealed class ParticipantActions(
    ParticipantBulkService bulk, ParticipantQueries participants, CheckInService checkIns, UndoOffers undo, Toasts toasts,
    Confirmations confirmations, Overrides overrides,
    IStringLocalizer<ParticipantTexts> texts, IStringLocalizer<ProblemTexts> problems)
{
    /// <summary>Scans that are under way at once; they share the commits of the database.</summary>
    private const int Lanes = 64;

    /// <summary>Why some of very many stayed: so many reasons are told.</summary>
    private const int Reasons = 3;

    /// <summary>Confirms, or takes the confirmation back.</summary>
    public async Task ConfirmAsync(ParticipantTarget target, bool confirmed, IProgress<int>? progress = null)
    {
        var result = await bulk.ConfirmAsync(target.Actor, target.Selection, confirmed, progress);
        await ChangedAsync(target, result, confirmed ? "Confirmed" : "TakenBack", change =>
            bulk.ConfirmAsync(target.Actor, Again(target, change), !confirmed));
    }

    /// <summary>Puts into a category, or into none.</summary>
    public async Task SetCategoryAsync(ParticipantTarget target, long? categoryId, string title, IProgress<int>? progress = null)
    {
        var result = await bulk.SetCategoryAsync(target.Actor, target.Selection, categoryId, progress);
        await ChangedAsync(target, result, "Categorised", change =>
            bulk.RestoreCategoriesAsync(target.Actor, target.Selection.EventId, change), title);
    }

    /// <summary>Removes with the check-ins; many only after asking once. False when nothing was removed.</summary>
    public async Task<bool> RemoveAsync(ParticipantTarget target, int count, IReadOnlyList<string> names, IProgress<int>? progress = null)
    {
        var question = new Confirmation(texts.Counted("RemoveQuestion", count), texts["RemoveGoes"], texts["Remove"])
        {
            Danger = true,
            Items = names,
        };
        if (target.Name is null && !await confirmations.AskAsync(question))
        {
            return false;
        }

        var result = await bulk.DeleteAsync(target.Actor, target.Selection, progress);
        await ChangedAsync(target, result, "Removed", change => bulk.RestoreAsync(target.Actor, Again(target, change)));
        return result.Ok;
    }

    /// <summary>Checks in everybody selected and says how many were admitted and why others were not.</summary>
    /// <param name="target">Whom.</param>
    /// <param name="progress">Told how many are done.</param>
    public async Task CheckInAsync(ParticipantTarget target, IProgress<int>? progress = null)
    {
        var ids = target.Selection.Ids
            ?? await participants.IdsAsync(target.Actor, target.Selection.Filter! with { EventId = target.Selection.EventId });
        var admitted = new ConcurrentBag<long>();
        var refused = new ConcurrentBag<Problem>();
        var done = 0;
        foreach (var portion in ids.Chunk(Lanes))
        {
            await Task.WhenAll(portion.Select(async id =>
            {
                await AdmitAsync(target, id, null, admitted, refused);
            }));
            progress?.Report(done += portion.Length);
        }

        if (target.Name is { } who && refused.TryPeek(out var refusal) && Overrides.May(target.Actor, refusal)
            && await overrides.AskAsync(who, refusal) is { } reason)
        {
            refused.Clear();
            await AdmitAsync(target, ids.First(), reason, admitted, refused);
        }

        await target.After();
        var text = target.Name is null ? (string)texts["CheckedInMany", admitted.Count] : texts["CheckedInOne", target.Name];
        var reasons = string.Join(" ", refused.GroupBy(problem => problem.Code)
            .Select(group => texts["RefusedMany", group.Count(), problems.Of(group.First())].Value));
        if (admitted.IsEmpty)
        {
            toasts.Show(target.Name is null ? reasons : string.Join(" ", refused.Select(problems.Of)), Tone.Bad);
        }
        else if (target.Actor.May(Permission.CorrectCheckIns))
        {
            undo.Offer($"{text} {reasons}".Trim(), () => checkIns.TakeBackAsync(target.Actor, admitted), target.After);
        }
        else
        {
            toasts.Show($"{text} {reasons}".Trim());
        }
    }

    private async Task AdmitAsync(ParticipantTarget target, long id, string? reason, ConcurrentBag<long> admitted,
        ConcurrentBag<Problem> refused)
    {
        var result = await checkIns.ScanAsync(target.Actor, new ScanRequest
        { EventKey = target.EventKey, ParticipantId = id, Action = ScanAction.CheckIn, OverrideReason = reason });
        if (result is { Ok: true, Value.Admitted: true })
        {
            admitted.Add(result.Value.Record!.Id);
        }
        else
        {
            refused.Add(result.Ok ? result.Value.Refusals[0] : result.Problems[0]);
        }
    }

    /// <summary>Checks one participant out.</summary>
    public async Task CheckOutAsync(ParticipantTarget target)
    {
        var result = await checkIns.ScanAsync(target.Actor, new ScanRequest
        { EventKey = target.EventKey, ParticipantId = target.Selection.Ids!.Single(), Action = ScanAction.CheckOut });
        await target.After();
        if (result is not { Ok: true, Value.Admitted: true })
        {
            undo.Refused(result.Ok ? result.Value.Refusals : result.Problems);
            return;
        }

        var record = result.Value.Record!.Id;
        if (target.Actor.May(Permission.CorrectCheckIns))
        {
            undo.Offer(texts["CheckedOutOne", target.Name ?? ""], () => checkIns.ReopenAsync(target.Actor, record), target.After);
        }
        else
        {
            toasts.Show(texts["CheckedOutOne", target.Name ?? ""]);
        }
    }

    private static ParticipantSelection Again(ParticipantTarget target, BulkChange change) =>
        new(target.Selection.EventId, [.. change.Before.Keys]);

    /// <summary>Says why some of very many stayed as they were.</summary>
    private Result<BulkChange> Told(Result<BulkChange> result)
    {
        if (result is { Ok: true, Value.Kept: { Count: > 0 } kept })
        {
            undo.Refused(kept.Take(Reasons));
        }

        return result;
    }

    private async Task ChangedAsync(ParticipantTarget target, Result<BulkChange> result, string text,
        Func<BulkChange, Task<Result<BulkChange>>> restore, string? detail = null)
    {
        if (!result.Ok)
        {
            undo.Refused(result.Problems);
            return;
        }

        await target.After();
        if (result.Value.Count == 0)
        {
            toasts.Show(texts["NothingChanged"], Tone.Info);
            return;
        }

        var done = target.Name is null
            ? texts.Counted(text + "Many", result.Value.Count, detail ?? "")
            : texts[text + "One", target.Name, detail ?? ""];
        undo.Offer(done, async () => Told(await restore(result.Value)), target.Undone ?? target.After);
        Told(result);
    }
}
