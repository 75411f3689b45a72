using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Audit;

/// <summary>What a line is about.</summary>
/// <param name="Text">Name of the record, or how many of which kind.</param>
/// <param name="Href">Its page, or the page of the operation; null where there is none.</param>
public sealed record AuditSubject(string Text, string? Href);

/// <summary>A line of the log as it is drawn.</summary>
public sealed record AuditRow
{
    /// <summary>Of the entry or operation.</summary>
    public required long Id { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Who did it.</summary>
    public required string ActorName { get; init; }

    public required ActorKind ActorKind { get; init; }

    /// <summary>Network address, where known.</summary>
    public required string? Address { get; init; }

    /// <summary>What was done, in a word.</summary>
    public required string Done { get; init; }

    /// <summary>Decides colour and sign; null for what has no one action.</summary>
    public required AuditAction? Action { get; init; }

    /// <summary>Done to what.</summary>
    public required IReadOnlyList<AuditSubject> Subjects { get; init; }

    /// <summary>Kind and event of the record, or what the operation is known by.</summary>
    public required string Note { get; init; }

    public required IReadOnlyList<AuditChangeText> Changes { get; init; }

    /// <summary>For a single removal the page of the operation, which offers to restore it; several rows lead there anyway.</summary>
    public string? Removal { get; init; }

    /// <summary>One entry.</summary>
    public static AuditRow Of(AuditEntry entry, AuditWords words, Actor actor, IStringLocalizer<AuditTexts> texts) => new()
    {
        Id = entry.Id,
        At = entry.At,
        ActorName = entry.ActorName,
        ActorKind = entry.ActorKind,
        Address = entry.Address,
        Done = texts[$"Action_{entry.Action}"],
        Action = entry.Action,
        Subjects = [new AuditSubject(words.Name(entry), words.Link(actor, entry))],
        Note = words.EventTitle(entry) is { } title ? $"{AuditWords.Kind(texts, entry.Entity)} · {title}"
            : AuditWords.Kind(texts, entry.Entity),
        Changes = words.Changes(entry),
    };

    /// <summary>One operation: a single row tells itself, several are counted and lead to the page that lists them.</summary>
    public static AuditRow Of(AuditLine line, AuditWords words, Actor actor, IStringLocalizer<AuditTexts> texts)
    {
        var operation = line.Operation;
        var isPlain = operation.Kind == OperationKind.Change;
        if (line.Only is { } only)
        {
            var row = Of(only, words, actor, texts);
            return row with
            {
                Id = operation.Id,
                Removal = only.Action == AuditAction.Deleted ? AuditLinks.Operation(operation.Id) : null,
                Done = isPlain ? row.Done : texts[$"Operation_{operation.Kind}"],
                Note = operation.About is { } file ? $"{row.Note} · {file}" : row.Note,
            };
        }

        var events = line.Parts.Select(part => part.EventId).Distinct().ToList();
        var actions = line.Parts.Select(part => part.Action).Distinct().ToList();
        return new AuditRow
        {
            Id = operation.Id,
            At = operation.At,
            ActorName = operation.ActorName,
            ActorKind = operation.ActorKind,
            Address = operation.Address,
            Done = isPlain && actions is [var action] ? texts[$"Action_{action}"] : texts[$"Operation_{operation.Kind}"],
            Action = actions is [var one] ? one : null,
            Subjects =
            [
                .. line.Parts.GroupBy(part => (part.Entity, part.Action))
                    .Select(group => new AuditSubject(words.Part(group.Key, group.Sum(part => part.Rows)),
                        AuditLinks.Operation(operation.Id))),
            ],
            Note = operation.About ?? (events is [var eventId] ? words.EventTitle(eventId) : null) ?? "",
            Changes = words.Common(line),
        };
    }
}
