using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Schedules;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>
/// Reports that are made and sent by themselves. The clock begins at 2026-10-03 08:00 UTC, a Saturday; the tenant is in Berlin (UTC+2).
/// </summary>
public sealed class ScheduleTests
{
    private static readonly string[] Two = ["mia@example.org", "ben@example.org"];

    [Theory, ClassData(typeof(Providers))]
    public async Task A_daily_report_is_made_on_time_and_sent_to_everybody(Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var portal = await TestPortal.StartAsync(provider, smtp.Settings);
        var (owner, id) = await PlanAsync(portal, Draft());
        Assert.Equal(Utc(4, 5), (await RowAsync(portal, owner)).NextAt);
        await TurnAsync(portal);
        Assert.Null((await RowAsync(portal, owner)).Last);

        portal.Time.Set(Utc(4, 5));
        await TurnAsync(portal, times: 4);
        var row = await RowAsync(portal, owner);
        Assert.Equal((ScheduleRunState.Sent, 2, Utc(4, 5), null), (row.Last!.State, row.Last.SentTo, row.Last.DueAt, row.Last.Problem));
        Assert.Equal(Utc(5, 5), row.NextAt);
        Assert.Equal(Two, smtp.Mails.Select(mail => mail.To));
        var mail = smtp.Mails.First().Text;
        Assert.Contains("Subject: Every morning de", mail, StringComparison.Ordinal);
        Assert.Contains("Content-Disposition: attachment", mail, StringComparison.Ordinal);
        Assert.Contains("text/csv", mail, StringComparison.Ordinal);

        var file = Assert.Single((await portal.Get<ExportService>().ListAsync(owner, new(), new())).Items);
        Assert.Equal((id, ExportState.Done, row.Last.ExportId), (file.ScheduleId!.Value, file.State, (long?)file.Id));
        // The range is seen from the day it was due.
        Assert.Equal((new DateOnly(2026, 9, 27), new DateOnly(2026, 10, 3)),
            (file.Request.Filter.From!.Value.Day!.Value, file.Request.Filter.To!.Value.Day!.Value));
        await TurnAsync(portal, times: 3);
        Assert.Equal(2, smtp.Mails.Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Two_processes_start_it_once_and_missed_times_are_made_up_for_once(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (owner, id) = await PlanAsync(portal, Draft());
        portal.Time.Set(Utc(8, 6));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => portal.Get<ScheduleRunner>().TurnAsync())));
        Assert.Single(await portal.Get<ScheduleQueries>().LogAsync(owner, id));
        Assert.Single((await portal.Get<ExportService>().ListAsync(owner, new(), new())).Items);
        Assert.Equal(Utc(9, 5), (await RowAsync(portal, owner)).NextAt);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_a_mail_server_the_file_is_kept_and_the_log_says_so(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (owner, id) = await PlanAsync(portal, Draft());
        var (_, silent) = await PlanAsync(portal, Draft() with { Name = "Silent", Recipients = [] }, owner);
        await portal.Get<ScheduleService>().RunNowAsync(owner, id);
        await portal.Get<ScheduleService>().RunNowAsync(owner, id); // as a double click
        await portal.Get<ScheduleService>().RunNowAsync(owner, silent);
        await TurnAsync(portal, times: 4);
        var rows = await portal.Get<ScheduleQueries>().ListAsync(owner);
        Assert.Equal([(ScheduleRunState.Kept, "no_mail_server"), (ScheduleRunState.Kept, "no_recipients")],
            rows.Select(row => (row.Last!.State, row.Last.Problem)));
        Assert.Single(await portal.Get<ScheduleQueries>().LogAsync(owner, id));
        Assert.All((await portal.Get<ExportService>().ListAsync(owner, new(), new())).Items,
            file => Assert.Equal(ExportState.Done, file.State));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_busy_mail_server_is_asked_again_and_nobody_gets_it_twice(Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var portal = await TestPortal.StartAsync(provider, smtp.Settings);
        var (owner, id) = await PlanAsync(portal, Draft());
        smtp.Answers["ben@example.org"] = "451 try later";
        await portal.Get<ScheduleService>().RunNowAsync(owner, id);
        await TurnAsync(portal, times: 4);
        var waiting = Assert.Single(await portal.Get<ScheduleQueries>().LogAsync(owner, id));
        Assert.Equal((ScheduleRunState.Sending, 1, "mail_later", 1), (waiting.State, waiting.Attempts, waiting.Problem, waiting.SentTo));
        Assert.Equal(["ben@example.org"], waiting.Remaining);
        Assert.Contains("try later", waiting.Answer, StringComparison.Ordinal);

        portal.Time.Advance(TimeSpan.FromSeconds(59));
        await TurnAsync(portal);
        Assert.Single(smtp.Mails);
        smtp.Answers.Clear();
        portal.Time.Advance(TimeSpan.FromSeconds(2));
        await TurnAsync(portal);
        Assert.Equal(["mia@example.org", "ben@example.org"], smtp.Mails.Select(mail => mail.To));
        var sent = Assert.Single(await portal.Get<ScheduleQueries>().LogAsync(owner, id));
        Assert.Equal((ScheduleRunState.Sent, 2, 2, null), (sent.State, sent.Attempts, sent.SentTo, sent.Problem));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task After_the_last_attempt_and_after_a_final_refusal_it_has_failed(Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var portal = await TestPortal.StartAsync(provider, smtp.Settings);
        var (owner, id) = await PlanAsync(portal, Draft() with { Recipients = ["ben@example.org"] });
        smtp.Answers["ben@example.org"] = "451 try later";
        await portal.Get<ScheduleService>().RunNowAsync(owner, id);
        await TurnAsync(portal, times: 3);
        for (var attempt = 0; attempt < ScheduleDelivery.Pauses.Count; attempt++)
        {
            Assert.Equal(ScheduleRunState.Sending, (await RowAsync(portal, owner)).Last!.State);
            portal.Time.Advance(ScheduleDelivery.Pauses[attempt]);
            await TurnAsync(portal);
        }

        Assert.Equal((ScheduleRunState.Failed, "mail_later", 5), Outcome((await RowAsync(portal, owner)).Last!));

        smtp.Answers["ben@example.org"] = "550 no such mailbox";
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        await portal.Get<ScheduleService>().RunNowAsync(owner, id);
        await TurnAsync(portal, times: 3);
        Assert.Equal((ScheduleRunState.Failed, "mail_refused", 1), Outcome((await RowAsync(portal, owner)).Last!));
        Assert.Empty(smtp.Mails);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_report_after_an_event_is_made_once_when_it_is_over(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var day = await portal.EventAsync();
        var (owner, id) = await PlanAsync(portal,
            Draft() with { Rhythm = ScheduleRhythm.AfterEvent, EventKey = "congress", DaysAfter = 1, Range = ScheduleRange.Everything });
        Assert.Equal(Utc(6, 5), (await RowAsync(portal, owner)).NextAt);
        portal.Time.Set(Utc(6, 4));
        await TurnAsync(portal);
        Assert.Empty(await portal.Get<ScheduleQueries>().LogAsync(owner, id));
        Assert.True((await portal.Get<EventService>()
            .UpdateAsync(portal.Owner, day.Id, day.Draft with { EndsAt = day.Draft.EndsAt.AddDays(1) }, day.Version)).Ok);
        portal.Time.Set(Utc(6, 6));
        await TurnAsync(portal);
        Assert.Empty(await portal.Get<ScheduleQueries>().LogAsync(owner, id));
        portal.Time.Set(Utc(7, 5));
        await TurnAsync(portal, times: 3);
        portal.Time.Set(Utc(20, 5));
        await TurnAsync(portal, times: 3);
        Assert.Equal(Utc(7, 5), Assert.Single(await portal.Get<ScheduleQueries>().LogAsync(owner, id)).DueAt);
        Assert.Null((await RowAsync(portal, owner)).NextAt);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Many_that_wait_for_their_day_after_an_event_hold_up_no_other(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var later = Draft() with
        { Rhythm = ScheduleRhythm.AfterEvent, EventKey = "congress", DaysAfter = 30, Range = ScheduleRange.Everything };
        var (owner, _) = await PlanAsync(portal, later);
        for (var more = 0; more < 100; more++)
        {
            await PlanAsync(portal, later, owner);
        }

        var (_, daily) = await PlanAsync(portal, Draft(), owner);
        portal.Time.Set(Utc(6, 6));
        await portal.Get<ScheduleRunner>().TurnAsync();
        Assert.Single(await portal.Get<ScheduleQueries>().LogAsync(owner, daily));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Whoever_lost_the_permission_gets_nothing_made_in_their_name(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (owner, id) = await PlanAsync(portal, Draft());
        await portal.Get<ScheduleService>().RunNowAsync(owner, id);
        Assert.True((await portal.Get<UserService>().SetRoleAsync(portal.Owner, owner.Id!.Value, Role.Viewer)).Ok);
        await TurnAsync(portal, times: 3);
        Assert.Equal((ScheduleRunState.Failed, "no_permission", 0), Outcome((await RowAsync(portal, owner)).Last!));
        Assert.Empty((await portal.Get<ExportService>().ListAsync(owner, new(), new())).Items);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Paused_and_deleted_ones_make_nothing_until_they_go_on(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var schedules = portal.Get<ScheduleService>();
        var (owner, id) = await PlanAsync(portal, Draft());
        Assert.True((await schedules.SetPausedAsync(owner, id, true)).Ok);
        portal.Time.Set(Utc(6, 8));
        await TurnAsync(portal);
        Assert.True((await schedules.SetPausedAsync(owner, id, false)).Ok);
        Assert.Equal(Utc(7, 5), (await RowAsync(portal, owner)).NextAt);
        Assert.True((await schedules.DeleteAsync(owner, id)).Ok);
        Assert.Empty(await portal.Get<ScheduleQueries>().ListAsync(owner));
        portal.Time.Set(Utc(8, 8));
        await TurnAsync(portal);
        Assert.True((await schedules.RestoreAsync(owner, id)).Ok);
        Assert.Equal(Utc(9, 5), (await RowAsync(portal, owner)).NextAt);
        Assert.Empty(await portal.Get<ScheduleQueries>().LogAsync(owner, id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_cannot_be_planned_is_refused_field_by_field(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var schedules = portal.Get<ScheduleService>();
        var (owner, id) = await PlanAsync(portal, Draft());
        var wrong = await schedules.CreateAsync(owner,
            new ScheduleDraft(" ", "weather", "nowhere", ScheduleRange.Everything, ReportFormat.Csv, "fr", ScheduleRhythm.Weekly, null,
                1440, 0, ["mia", "ben@example.org"]));
        Assert.Equal(["name", "kind", "event_key", "language", "weekday", "time", "recipients"],
            wrong.Problems.Select(problem => problem.Field));
        var after = await schedules.CreateAsync(owner,
            Draft() with
            {
                Rhythm = ScheduleRhythm.AfterEvent,
                DaysAfter = -1,
                Recipients = [.. Enumerable.Range(0, 21).Select(n => $"p{n}@example.org")]
            });
        Assert.Equal(["event_key", "days_after", "recipients"], after.Problems.Select(problem => problem.Field));
        Assert.Equal("changed_meanwhile", Assert.Single((await schedules.UpdateAsync(owner, id, 7, Draft())).Problems).Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            schedules.CreateAsync(owner with { Permissions = Grants.Of(Role.Viewer) }, Draft()));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<ScheduleQueries>().ListAsync(portal.As(Role.Steward)));
        await using var other = await TestPortal.StartAsync(provider);
        Assert.Equal("not_found", Assert.Single((await other.Get<ScheduleService>().DeleteAsync(other.Owner, id)).Problems).Code);
    }

    private static ScheduleDraft Draft() =>
        new("Every morning", "overview", null, ScheduleRange.Last7Days, ReportFormat.Csv, "de", ScheduleRhythm.Daily, null, 7 * 60, 0, Two);

    private static (ScheduleRunState State, string? Problem, int Attempts) Outcome(ScheduleRunRow run) =>
        (run.State, run.Problem, run.Attempts);

    private static DateTime Utc(int day, int hour) => new(2026, 10, day, hour, 0, 0, DateTimeKind.Utc);

    private static async Task<(Actor Owner, long Id)> PlanAsync(TestPortal portal, ScheduleDraft draft, Actor? owner = null)
    {
        if (owner is null)
        {
            var person = (await portal.Get<UserService>()
                .CreateAsync(portal.Owner, $"{Guid.NewGuid():N}@example.org", "Pia Planner", Role.Admin, "a long enough passphrase"))
                .Required();
            owner = (await portal.Get<UserService>().ActorAsync(person, null))!;
        }

        return (owner, (await portal.Get<ScheduleService>().CreateAsync(owner, draft)).Required());
    }

    private static async Task<ScheduleRow> RowAsync(TestPortal portal, Actor owner) =>
        Assert.Single(await portal.Get<ScheduleQueries>().ListAsync(owner));

    /// <summary>Turns of the runner, with the files that were ordered being written in between.</summary>
    private static async Task TurnAsync(TestPortal portal, int times = 1)
    {
        for (var turn = 0; turn < times; turn++)
        {
            await portal.Get<ScheduleRunner>().TurnAsync();
            while (await portal.Get<ExportRunner>().RunNextAsync())
            {
            }
        }
    }
}
