using System.Globalization;
using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Audit;

/// <summary>State and data of the audit log page; the filters live in the address.</summary>
public abstract class AuditPageModel : ComponentBase
{
    [CascadingParameter]
    public Actor Actor { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "who")]
    public string? Who { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "action")]
    public string? What { get; set; }

    [SupplyParameterFromQuery(Name = "record")]
    public long? Record { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? Page { get; set; }

    [Inject]
    protected IStringLocalizer<AuditTexts> L { get; set; } = null!;

    [Inject]
    private AuditQueries Queries { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected Page<AuditEntry>? Entries { get; private set; }

    protected IReadOnlyList<string> Kinds { get; private set; } = [];

    protected TimeZoneInfo TenantZone { get; private set; } = TimeZoneInfo.Utc;

    protected DateTime Now => Time.UtcNow();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        TenantZone = Zone.Find((await Tenants.OwnAsync(Actor)).TimeZone);
        Kinds = [.. AuditQueries.Entities.OrderBy(KindText, StringComparer.CurrentCulture)];
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var filter = new AuditFilter
        {
            Actor = Who,
            Entity = string.IsNullOrEmpty(Kind) ? null : Kind,
            EntityId = Record,
            Action = Enum.TryParse<AuditAction>(What, out var action) ? action : null,
            From = Day(From) is { } from ? TenantZone.StartOfDay(from) : null,
            Until = Day(To) is { } to ? TenantZone.StartOfDay(to.AddDays(1)) : null,
        };
        Entries = await Queries.ListAsync(Actor, filter, new PageRequest(Math.Max(1, Page ?? 1)));
    }

    /// <summary>Puts a filter into the address; the page is read again from there.</summary>
    protected void Go(string? who = null, string? kind = null, string? what = null, string? from = null, string? to = null, int? page = null, bool everyRecord = false) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters("/audit", new Dictionary<string, object?>
        {
            ["who"] = Set(who ?? Who),
            ["kind"] = Set(kind ?? Kind),
            ["record"] = everyRecord || kind is not null ? null : Record,
            ["action"] = Set(what ?? What),
            ["from"] = Set(from ?? From),
            ["to"] = Set(to ?? To),
            ["page"] = page is > 1 ? page : null,
        }));

    /// <summary>The kind of record in the viewer's language.</summary>
    protected string KindText(string entity) => L[$"Kind_{entity}"] is { ResourceNotFound: false } text ? text.Value : entity;

    protected static Tone ToneOf(AuditAction action) => action switch
    {
        AuditAction.Created => Tone.Ok,
        AuditAction.Deleted => Tone.Bad,
        AuditAction.Restored or AuditAction.Downloaded => Tone.Info,
        _ => Tone.Neutral,
    };

    protected static string IconOf(AuditAction action) => action switch
    {
        AuditAction.Created => "add_circle",
        AuditAction.Deleted => "delete",
        AuditAction.Restored => "undo",
        AuditAction.Downloaded => "download",
        _ => "edit",
    };

    /// <summary>The changed values as text: name, before, after.</summary>
    protected List<(string Name, string? Before, string? After)> ChangesOf(AuditEntry entry)
    {
        using var changes = JsonDocument.Parse(entry.Changes);
        return changes.RootElement.EnumerateObject().Select(change => (change.Name, Text(change.Value[0]), Text(change.Value[1]))).ToList();
    }

    private string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String when value.TryGetDateTime(out var time) && time.Kind == DateTimeKind.Utc => TenantZone.DateAndTime(time),
        JsonValueKind.True => "✓",
        JsonValueKind.False => "✗",
        _ => value.ToString(),
    };

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
