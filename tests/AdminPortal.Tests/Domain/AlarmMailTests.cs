using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Alarms by mail, and those that mails which fail give reason to.</summary>
public sealed class AlarmMailTests
{
    private static readonly string[] Two = ["ops@example.org", "night@example.org"];

    [Theory, ClassData(typeof(Providers))]
    public async Task Beginning_and_end_are_mailed_once_to_each_address_by_two_nodes(Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var portal = await TestPortal.StartAsync(provider, smtp.Settings);
        var scene = await AlarmScene.BeginAsync(portal);
        await scene.TellAsync(Two);
        await scene.ConflictAsync("Nord");
        await scene.LookAsync();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => portal.Get<AlarmLetters>().SendAsync())));
        Assert.Equal(Two.Order(), smtp.Mails.Select(mail => mail.To).Order());
        Assert.All(smtp.Mails, mail => Assert.Contains("Subject: Conflicts begins en", mail.Text, StringComparison.Ordinal));

        await scene.TellAsync("ops@example.org", "late@example.org");
        await scene.SettleAsync();
        await scene.LookAsync();
        await portal.Get<AlarmLetters>().SendAsync();
        await portal.Get<AlarmLetters>().SendAsync();
        Assert.Equal(4, smtp.Mails.Count);
        Assert.Equal(Two.Order(), smtp.Mails.Skip(2).Select(mail => mail.To).Order());
        Assert.All(smtp.Mails.Skip(2), mail => Assert.Contains("Subject: Conflicts over en", mail.Text, StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task While_the_server_is_away_it_is_asked_for_an_hour_and_the_end_comes_after_the_beginning(Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var portal = await TestPortal.StartAsync(provider, smtp.Settings);
        var scene = await AlarmScene.BeginAsync(portal);
        await scene.TellAsync(Two);
        smtp.Answers["ops@example.org"] = "451 try later";
        await scene.ConflictAsync("Nord");
        await scene.LookAsync();
        await portal.Get<AlarmLetters>().SendAsync();
        await scene.SettleAsync();
        await scene.LookAsync();
        await portal.Get<AlarmLetters>().SendAsync();
        Assert.Equal(["night@example.org", "night@example.org"], smtp.Mails.Select(mail => mail.To));
        smtp.Answers.Clear();
        for (var minute = 0; minute < 3; minute++)
        {
            portal.Time.Advance(AlarmLetters.Pause);
            await portal.Get<AlarmLetters>().SendAsync();
        }

        var late = smtp.Mails.Where(mail => mail.To == "ops@example.org").Select(mail => mail.Text).ToList();
        Assert.Equal(2, late.Count);
        Assert.Contains("begins", late[0], StringComparison.Ordinal);
        Assert.Contains("over", late[1], StringComparison.Ordinal);

        smtp.Answers["ops@example.org"] = "451 try later";
        await scene.ConflictAsync("Süd");
        await scene.LookAsync();
        for (var minute = 0; minute < 70; minute++)
        {
            await portal.Get<AlarmLetters>().SendAsync();
            portal.Time.Advance(AlarmLetters.Pause);
        }

        smtp.Answers.Clear();
        await scene.SettleAsync();
        await scene.LookAsync();
        portal.Time.Advance(AlarmLetters.Pause);
        await portal.Get<AlarmLetters>().SendAsync();
        Assert.Equal(2, smtp.Mails.Count(mail => mail.To == "ops@example.org"));
        Assert.Equal(4, smtp.Mails.Count(mail => mail.To == "night@example.org"));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_a_mail_server_or_an_address_nothing_waits_to_be_sent(Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var silent = await TestPortal.StartAsync(provider);
        await using var nobody = await TestPortal.StartAsync(provider, smtp.Settings);
        foreach (var portal in new[] { silent, nobody })
        {
            var scene = await AlarmScene.BeginAsync(portal);
            await scene.TellAsync(portal == silent ? Two : []);
            await scene.ConflictAsync("Nord");
            Assert.Single(await scene.LookAsync());
            await portal.Get<AlarmLetters>().SendAsync();
        }

        Assert.Empty(smtp.Mails);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Addresses_are_kept_with_the_tenant_and_wrong_ones_are_refused(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await new AlarmScene(portal).TellAsync(Two);
        var tenants = portal.Get<TenantService>();
        var own = await tenants.OwnAsync(portal.Owner);
        Assert.Equal(Two, own.AlarmAddresses);
        var draft = new TenantDraft(own.Slug, own.Name, own.Plan, own.TimeZone, own.Currency, own.Language);
        foreach (var (wrong, code) in new[]
        {
            (new[] { "ops@example.org", "ops" }, "invalid_recipient"),
            ([.. Enumerable.Range(0, 21).Select(n => $"p{n}@example.org")], "too_many_recipients"),
        })
        {
            var refused = Assert.Single((await tenants.UpdateAsync(portal.Owner, draft with { AlarmAddresses = wrong }, own.Version))
                .Problems);
            Assert.Equal((code, "alarm_addresses"), (refused.Code, refused.Field));
        }

        Assert.Equal(Two, (await tenants.OwnAsync(portal.Owner)).AlarmAddresses);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_report_that_fails_is_told_until_one_works_or_it_rests(Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var portal = await TestPortal.StartAsync(provider, smtp.Settings);
        var (scene, schedules) = (new AlarmScene(portal), portal.Get<ScheduleService>());
        var person = (await portal.Get<UserService>()
            .CreateAsync(portal.Owner, $"{Guid.NewGuid():N}@example.org", "Pia Planner", Role.Admin, "a long enough passphrase"))
            .Required();
        var owner = (await portal.Get<UserService>().ActorAsync(person, null))!;
        var id = (await schedules.CreateAsync(owner, new ScheduleDraft("Every morning", "overview", null, ScheduleRange.Last7Days,
            ReportFormat.Csv, "de", ScheduleRhythm.Daily, null, 7 * 60, 0, ["ben@example.org"]))).Required();

        smtp.Answers["ben@example.org"] = "550 no such mailbox";
        await RunAsync();
        var failed = Assert.Single(await scene.LookAsync());
        Assert.Equal((AlarmKind.FailedSchedule, "Every morning", true), (failed.Kind, failed.Subject, failed.IsOpen));
        Assert.Empty(await portal.Get<AlarmQueries>().RecentAsync(portal.As(Role.Viewer)));
        smtp.Answers.Clear();
        await RunAsync();
        Assert.Equal(AlarmEnd.Settled, Assert.Single(await scene.LookAsync()).End);

        smtp.Answers["ben@example.org"] = "550 no such mailbox";
        await RunAsync();
        Assert.True((await scene.LookAsync())[0].IsOpen);
        (await schedules.SetPausedAsync(owner, id, true)).Required();
        Assert.Equal(AlarmEnd.Lapsed, (await scene.LookAsync())[0].End);
        (await schedules.SetPausedAsync(owner, id, false)).Required();
        Assert.True((await scene.LookAsync())[0].IsOpen);
        (await schedules.DeleteAsync(owner, id)).Required();
        Assert.All(await scene.LookAsync(), row => Assert.False(row.IsOpen));

        async Task RunAsync()
        {
            portal.Time.Advance(TimeSpan.FromMinutes(1));
            (await schedules.RunNowAsync(owner, id)).Required();
            for (var turn = 0; turn < 3; turn++)
            {
                await portal.Get<ScheduleRunner>().TurnAsync();
                while (await portal.Get<ExportRunner>().RunNextAsync())
                {
                }
            }
        }
    }
}
