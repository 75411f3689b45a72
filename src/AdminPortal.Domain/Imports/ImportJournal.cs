using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AdminPortal.Domain.Imports;

/// <summary>One record that an import created or changed.</summary>
/// <param name="Entity">Its kind, for example <c>Participant</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version number afterwards; null where the kind has none.</param>
/// <param name="Before">Of a changed one: the values it had, by property. Null for a created one.</param>
public sealed record ImportChange(string Entity, long Id, int? Version, Dictionary<string, JsonElement>? Before);

/// <summary>One record that was not taken back.</summary>
/// <param name="Entity">Its kind, for example <c>Participant</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Code">Why: <c>kept_changed</c>, <c>kept_used</c> or <c>kept_taken</c>.</param>
public sealed record KeptRecord(string Entity, long Id, string Code);

/// <summary>One refused row as it stands in the file.</summary>
/// <param name="Row">As a spreadsheet numbers it.</param>
/// <param name="Cells">Its cells.</param>
/// <param name="Text">By what to recognise it.</param>
/// <param name="Problems">What is wrong.</param>
public sealed record RefusedCells(int Row, IReadOnlyList<string> Cells, string Text, IReadOnlyList<RefusedProblem> Problems);

/// <summary>A problem as it is kept, with what its text names.</summary>
public sealed record RefusedProblem(string Code, string Message, string? Field, IReadOnlyList<string?> Args)
{
    /// <summary>The problem again.</summary>
    [JsonIgnore]
    public Problem Problem => new(Code, Message, Field, [.. Args]);
}

/// <summary>Writes down what one transaction of an import saves, whenever it saves.</summary>
internal sealed class ImportJournal
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly PortalDb db;

    private readonly Dictionary<IAudited, Dictionary<string, JsonElement>?> before = new(ReferenceEqualityComparer.Instance);

    private readonly List<EntityEntry<IAudited>> order = [];

    public ImportJournal(PortalDb db)
    {
        this.db = db;
        db.SavingChanges += (_, _) => Collect();
    }

    /// <summary>All that was saved; call it when nothing more is.</summary>
    public List<ImportChange> Changes => order.ConvertAll(entry => new ImportChange(
        entry.Metadata.ClrType.Name,
        entry.Entity.Id,
        entry.Metadata.FindProperty("Version") is null ? null : (int)entry.Property("Version").CurrentValue!,
        before[entry.Entity]));

    public static string Write<T>(IReadOnlyList<T> values) => JsonSerializer.Serialize(values, Json);

    public static List<T> Read<T>(string? values) => values is null ? [] : JsonSerializer.Deserialize<List<T>>(values, Json)!;

    /// <summary>Whether a record has these values.</summary>
    public static bool Has(EntityEntry entry, Dictionary<string, JsonElement> values) => values.All(pair =>
    {
        var property = entry.Property(pair.Key);
        return JsonElement.DeepEquals(pair.Value,
            JsonSerializer.SerializeToElement(property.CurrentValue, property.Metadata.ClrType, Json));
    });

    private void Collect()
    {
        foreach (var entry in db.ChangeTracker.Entries<IAudited>().Where(entry => entry.State is EntityState.Added or EntityState.Modified))
        {
            // What it was before the import is what it was before the first of several savings.
            if (!before.ContainsKey(entry.Entity))
            {
                before[entry.Entity] = entry.State == EntityState.Added ? null : Before(entry);
                order.Add(entry);
            }
        }
    }

    private static Dictionary<string, JsonElement> Before(EntityEntry entry) => entry.Properties
        .Where(property => property.IsModified && property.Metadata.Name is not ("Version" or "UpdatedAt"))
        .ToDictionary(property => property.Metadata.Name, property =>
            JsonSerializer.SerializeToElement(property.OriginalValue, property.Metadata.ClrType, Json));
}
