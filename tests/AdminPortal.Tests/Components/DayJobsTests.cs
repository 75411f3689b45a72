using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Day;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Tests.Components;

/// <summary>How the jobs of a day sheet are put into words.</summary>
public sealed class DayJobsTests : ComponentContext
{
    private static readonly DateTime Now = new(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc);

    private readonly IStringLocalizer<DayTexts> texts;

    private readonly IStringLocalizer<SharedTexts> shared;

    public DayJobsTests()
    {
        Services.AddLocalization();
        Services.AddLogging();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        texts = Services.GetRequiredService<IStringLocalizer<DayTexts>>();
        shared = Services.GetRequiredService<IStringLocalizer<SharedTexts>>();
    }

    [Fact]
    public void A_new_event_wants_participants_first_and_everything_else_waits()
    {
        var jobs = Jobs(Sheet(24) with
        {
            People = new(0, 0),
            SetUp = new(0, [], 0),
            Walls = [],
            Rehearsal = new("acme", null),
            Doors = new(0, 0, null, 0),
            Figures = new(0, 0, 0),
            Schedules = 0,
        });
        Assert.Equal(["Categories", "Participants", "Windows", "Walls", "Rehearsal", "Doors", "Live", "Reports"],
            jobs.Select(job => job.Key));
        Assert.Equal("Participants", Assert.Single(jobs, job => job.Tone != Tone.Neutral).Key);
        Assert.Equal((Tone.Warn, "missing", "Import"), Shown(jobs[1]));
        Assert.Equal("events/congress/participants/import", jobs[1].Href);
        Assert.Equal("No category yet · 50 places", jobs[0].Text);
    }

    [Fact]
    public void Unconfirmed_people_are_a_warning_only_where_the_door_would_turn_them_away()
    {
        var sheet = Sheet(24) with { People = new(31_984, 31_944), LastImport = new("marathon.csv", 31_984, 0, Now) };
        var open = Jobs(sheet).Single(job => job.Key == "Participants");
        Assert.Equal((Tone.Info, "40 not confirmed", "Confirm"), Shown(open));
        Assert.Equal("31,984 participants, 31,944 confirmed · last import: 31,984 new, 0 changed · marathon.csv", open.Text);
        var strict = sheet with { Event = sheet.Event with { RequireConfirmation = true } };
        Assert.Equal((Tone.Warn, "40 not confirmed", "Confirm"), Shown(Jobs(strict).Single(job => job.Key == "Participants")));
        var steward = Assert.Single(Jobs(sheet, Role.Steward), job => job.Key == "Participants");
        Assert.Equal((Tone.Info, "40 not confirmed", "Participants"), Shown(steward));
    }

    [Fact]
    public void Windows_say_which_is_open_or_comes_next_and_whom_none_is_for()
    {
        var morning = new DaySheetWindow("Morning", Now.AddHours(-1), Now.AddHours(1), true);
        var later = new DaySheetWindow("Later", Now.AddDays(1), Now.AddDays(1).AddHours(1), false);
        Assert.Equal("2 windows · open now: Morning until 11:00 · 1 category has none", Windows(new(3, [morning, later], 1)).Text);
        Assert.Equal("enforced", Windows(new(3, [morning, later], 1)).State);
        Assert.Equal("1 window · next: Later from 04/10/2026 10:00", Windows(new(3, [later], 0)).Text);
        Assert.Equal("counted only", Windows(new(3, [later], 0)).State);

        DayJob Windows(DaySheetSetUp setUp) => Jobs(Sheet(-1) with { SetUp = setUp }).Single(job => job.Key == "Windows");
    }

    [Fact]
    public void After_the_event_those_who_are_still_inside_are_shown_with_the_list_to_check_them_out()
    {
        var sheet = Sheet(-200) with { Figures = new(12, 80, 100), Doors = new(3, 85, Now.AddDays(-7), 2) };
        var live = Jobs(sheet).Single(job => job.Key == "Live");
        Assert.Equal((Tone.Warn, "12 still inside", "Check-ins"), Shown(live));
        Assert.Equal("events/congress/check-ins?state=open", live.Href);
        Assert.Equal("Live", Jobs(sheet, Role.Viewer).Single(job => job.Key == "Live").Action);
        var doors = Jobs(sheet).Single(job => job.Key == "Doors");
        Assert.Equal(("85 check-ins · 3 stations · last one 26/09/2026 10:00 · 2 refused", "Scan log"), (doors.Text, doors.Action));
        Assert.Equal((Tone.Ok, "ready", "Overview"), Shown(Jobs(sheet).Single(job => job.Key == "Reports")));
        Assert.DoesNotContain(Jobs(sheet, Role.Steward), job => job.Key == "Reports");
    }

    [Fact]
    public void Walls_say_when_they_were_last_seen_and_warn_when_one_is_dark_on_the_day()
    {
        var walls = new DaySheetWall[] { new("Foyer", Now.AddMinutes(-2)), new("Hall", Now.AddHours(-3)), new("Store", null) };
        var today = Jobs(Sheet(-1) with { Walls = walls }).Single(job => job.Key == "Walls");
        Assert.Equal("Foyer (seen 2 min ago) · Hall (seen 3 h ago) · Store (never seen)", today.Text);
        Assert.Equal((Tone.Warn, "1 of 3 on", "Wall displays"), Shown(today));
        Assert.Equal(Tone.Ok, Jobs(Sheet(-1) with { Walls = walls[..1] }).Single(job => job.Key == "Walls").Tone);
        Assert.Equal(Tone.Warn, Jobs(Sheet(-1) with { Walls = walls[1..] }).Single(job => job.Key == "Walls").Tone);
        var before = Jobs(Sheet(48) with { Walls = walls[2..] }).Single(job => job.Key == "Walls");
        Assert.Equal((Tone.Ok, "1 link", "Wall displays"), Shown(before));
    }

    [Fact]
    public void A_rehearsal_tells_its_result_and_the_command_that_repeats_it()
    {
        var job = Rehearsed(null);
        Assert.Equal((Tone.Neutral, "not yet", "Copy command"), Shown(job));
        Assert.Equal("./portal rehearse --tenant acme --event congress --file arrivals.csv --key \"$KEY\"", job.Command);
        Assert.Null(job.Href);
        var passed = Rehearsed(new(Now, 1_500, 1_490, 0, 24));
        Assert.Equal((Tone.Ok, "passed", "Copy command"), Shown(passed));
        Assert.Equal("10:00 · 1,500 arrivals sent, 1,490 admitted · 99 of 100 answered within 24 ms", passed.Text);
        Assert.Equal((Tone.Bad, "3 failed", "Copy command"), Shown(Rehearsed(new(Now, 1_500, 1_490, 3, 24))));
        Assert.DoesNotContain(Jobs(Sheet(24), Role.Viewer), other => other.Key == "Rehearsal");

        DayJob Rehearsed(Rehearsal? last) =>
            Jobs(Sheet(24) with { Rehearsal = new("acme", last) }).Single(one => one.Key == "Rehearsal");
    }

    private static (Tone, string, string) Shown(DayJob job) => (job.Tone, job.State, job.Action);

    private static DaySheet Sheet(double begins) => new()
    {
        Event = new EventDraft("congress", "Congress", "Hamburg", Now.AddHours(begins), Now.AddHours(begins + 10), "Europe/Berlin", 50),
        ReadAt = Now,
    };

    private IReadOnlyList<DayJob> Jobs(DaySheet sheet, Role role = Role.Owner) =>
        new DayJobs(sheet, null, Grants.Of(role).Contains, texts, shared).All;
}
