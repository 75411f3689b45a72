using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.CheckIns.Windows;

/// <summary>
/// A named interval [start, end) of an event in which entry counts, for one category or for all. Windows of one category do not overlap; a
/// category with windows of its own goes by those alone, every other participant by the windows for all.
/// </summary>
public sealed class CheckInWindow : ITenantOwned, IAudited, ISoftDeleted, IOfEvent
{
    /// <summary>Longest name.</summary>
    public const int NameLimit = 100;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EventId { get; init; }

    /// <summary>Null: for everybody whose category has no windows of its own.</summary>
    public long? CategoryId { get; set; }

    public required string Name { get; set; }

    /// <summary>UTC; the first moment inside.</summary>
    public required DateTime StartsAt { get; set; }

    /// <summary>UTC; the first moment outside, after <see cref="StartsAt"/>.</summary>
    public required DateTime EndsAt { get; set; }

    /// <summary>Whether a check-in outside of the enforced windows is refused.</summary>
    public bool Enforced { get; set; }

    /// <summary>Check-ins (by quantity) that one participant may use inside; null for any number.</summary>
    public int? Limit { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>What a window is made of, as it is created or changed.</summary>
/// <param name="Name">At most 100 characters.</param>
/// <param name="StartsAt">UTC.</param>
/// <param name="EndsAt">UTC, after the start.</param>
/// <param name="CategoryId">A category of the event; null for all.</param>
/// <param name="Enforced">Whether a check-in outside is refused.</param>
/// <param name="Limit">1 to 1,000, or null.</param>
public sealed record WindowDraft(string Name, DateTime StartsAt, DateTime EndsAt, long? CategoryId = null, bool Enforced = false,
    int? Limit = null);

/// <summary>A window as the portal lists it.</summary>
public sealed record WindowRow(long Id, WindowDraft Draft, int Version, int CheckIns);

/// <summary>A window as a check-in sees it; times are UTC.</summary>
public sealed record WindowRule(long Id, long? CategoryId, DateTime StartsAt, DateTime EndsAt, bool Enforced, int? Limit);

/// <summary>The windows of an event with its tolerances: which one a moment belongs to.</summary>
/// <param name="windows">All of the event.</param>
/// <param name="before">How much too early somebody may come.</param>
/// <param name="after">How much too late somebody may come.</param>
public sealed class WindowSchedule(IReadOnlyList<WindowRule> windows, TimeSpan before, TimeSpan after)
{
    private readonly ILookup<long, WindowRule> own = windows.Where(w => w.CategoryId is not null).ToLookup(w => w.CategoryId!.Value);

    private readonly List<WindowRule> forAll = windows.Where(w => w.CategoryId is null).ToList();

    /// <summary>All windows of the event.</summary>
    public IReadOnlyList<WindowRule> All => windows;

    /// <summary>How much too early somebody may come.</summary>
    public TimeSpan Before => before;

    /// <summary>How much too late somebody may come.</summary>
    public TimeSpan After => after;

    /// <summary>An event without windows.</summary>
    public static WindowSchedule None { get; } = new([], TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Whether any window is limited: only then the check-ins in it must be counted.</summary>
    public bool AnyLimit { get; } = windows.Any(w => w.Limit is not null);

    /// <summary>Whether a check-in at that moment may fall into a limited window, whatever the category.</summary>
    public bool IsLimitedAt(DateTime utc) => AnyLimit && windows.Any(w => w.Limit is not null && IsWithin(w, utc));

    /// <summary>The windows a category goes by: its own, else those for all.</summary>
    public IEnumerable<WindowRule> Of(long? categoryId) => categoryId is { } id && own.Contains(id) ? own[id] : forAll;

    /// <summary>The window that is open at that moment, without tolerance.</summary>
    public WindowRule? OpenAt(long? categoryId, DateTime utc) => Of(categoryId).FirstOrDefault(w => w.StartsAt <= utc && utc < w.EndsAt);

    /// <summary>
    /// The window a check-in at that moment belongs to: the open one, else the nearest within the tolerances, of two as near the coming
    /// one.
    /// </summary>
    public WindowRule? For(long? categoryId, DateTime utc) => OpenAt(categoryId, utc) ?? Of(categoryId).Where(w => IsWithin(w, utc))
        .OrderBy(w => utc < w.StartsAt ? w.StartsAt - utc : utc - w.EndsAt).ThenByDescending(w => w.StartsAt).FirstOrDefault();

    /// <summary>Whether the category has enforced windows and none takes a check-in at that moment, tolerances included.</summary>
    public bool IsOutside(long? categoryId, DateTime utc)
    {
        var enforced = Of(categoryId).Where(w => w.Enforced).ToList();
        return enforced.Count > 0 && !enforced.Exists(w => IsWithin(w, utc));
    }

    /// <summary>The moments between which a check-in may belong to the window.</summary>
    public (DateTime From, DateTime To) Reach(WindowRule window) => (window.StartsAt - before, window.EndsAt + after);

    private bool IsWithin(WindowRule window, DateTime utc) => window.StartsAt - before <= utc && utc < window.EndsAt + after;
}

internal sealed class CheckInWindowMap : IEntityTypeConfiguration<CheckInWindow>
{
    public void Configure(EntityTypeBuilder<CheckInWindow> window)
    {
        window.Property(w => w.Name).HasMaxLength(CheckInWindow.NameLimit);
        window.HasOne<Event>().WithMany().HasForeignKey(w => w.EventId);
        window.HasOne<Category>().WithMany().HasForeignKey(w => w.CategoryId);
        window.HasIndex(w => new { w.TenantId, w.EventId, w.StartsAt });
    }
}
